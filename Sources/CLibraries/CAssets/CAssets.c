// The files of the console's page, read by the compiler (C23 #embed).
// Written by scripts/console-assets.py.

#include "CAssets.h"

static const unsigned char file0[] = {
#embed "../../Console/Console/web/app.js"
};

static const unsigned char file1[] = {
#embed "../../Console/Console/web/components/help-dialog.js"
};

static const unsigned char file2[] = {
#embed "../../Console/Console/web/components/line-chart.js"
};

static const unsigned char file3[] = {
#embed "../../Console/Console/web/components/line-drawing.js"
};

static const unsigned char file4[] = {
#embed "../../Console/Console/web/components/log-fields.js"
};

static const unsigned char file5[] = {
#embed "../../Console/Console/web/components/log-histogram.js"
};

static const unsigned char file6[] = {
#embed "../../Console/Console/web/components/log-table.js"
};

static const unsigned char file7[] = {
#embed "../../Console/Console/web/components/notices.js"
};

static const unsigned char file8[] = {
#embed "../../Console/Console/web/components/query-box.js"
};

static const unsigned char file9[] = {
#embed "../../Console/Console/web/components/surface.js"
};

static const unsigned char file10[] = {
#embed "../../Console/Console/web/components/time-range.js"
};

static const unsigned char file11[] = {
#embed "../../Console/Console/web/favicon.svg"
};

static const unsigned char file12[] = {
#embed "../../Console/Console/web/index.html"
};

static const unsigned char file13[] = {
#embed "../../Console/Console/web/lib/api.js"
};

static const unsigned char file14[] = {
#embed "../../Console/Console/web/lib/document.js"
};

static const unsigned char file15[] = {
#embed "../../Console/Console/web/lib/dom.js"
};

static const unsigned char file16[] = {
#embed "../../Console/Console/web/lib/errors.js"
};

static const unsigned char file17[] = {
#embed "../../Console/Console/web/lib/format.js"
};

static const unsigned char file18[] = {
#embed "../../Console/Console/web/lib/history.js"
};

static const unsigned char file19[] = {
#embed "../../Console/Console/web/lib/log-query.js"
};

static const unsigned char file20[] = {
#embed "../../Console/Console/web/lib/lucene.js"
};

static const unsigned char file21[] = {
#embed "../../Console/Console/web/lib/promql.js"
};

static const unsigned char file22[] = {
#embed "../../Console/Console/web/lib/scale.js"
};

static const unsigned char file23[] = {
#embed "../../Console/Console/web/lib/series.js"
};

static const unsigned char file24[] = {
#embed "../../Console/Console/web/lib/service-queries.js"
};

static const unsigned char file25[] = {
#embed "../../Console/Console/web/lib/state.js"
};

static const unsigned char file26[] = {
#embed "../../Console/Console/web/lib/time.js"
};

static const unsigned char file27[] = {
#embed "../../Console/Console/web/lib/trace-lines.js"
};

static const unsigned char file28[] = {
#embed "../../Console/Console/web/style.css"
};

static const unsigned char file29[] = {
#embed "../../Console/Console/web/theme.js"
};

static const unsigned char file30[] = {
#embed "../../Console/Console/web/views/logs-view.js"
};

static const unsigned char file31[] = {
#embed "../../Console/Console/web/views/metrics-view.js"
};

static const unsigned char file32[] = {
#embed "../../Console/Console/web/views/overview-view.js"
};

static const unsigned char file33[] = {
#embed "../../Console/Console/web/views/system-view.js"
};

static const unsigned char file34[] = {
#embed "../../Console/Console/web/views/trace-view.js"
};

static const unsigned char file35[] = {
#embed "../../Console/Console/web/views/view.js"
};

static const struct casset assets[] = {
    {"app.js", file0, sizeof file0},
    {"components/help-dialog.js", file1, sizeof file1},
    {"components/line-chart.js", file2, sizeof file2},
    {"components/line-drawing.js", file3, sizeof file3},
    {"components/log-fields.js", file4, sizeof file4},
    {"components/log-histogram.js", file5, sizeof file5},
    {"components/log-table.js", file6, sizeof file6},
    {"components/notices.js", file7, sizeof file7},
    {"components/query-box.js", file8, sizeof file8},
    {"components/surface.js", file9, sizeof file9},
    {"components/time-range.js", file10, sizeof file10},
    {"favicon.svg", file11, sizeof file11},
    {"index.html", file12, sizeof file12},
    {"lib/api.js", file13, sizeof file13},
    {"lib/document.js", file14, sizeof file14},
    {"lib/dom.js", file15, sizeof file15},
    {"lib/errors.js", file16, sizeof file16},
    {"lib/format.js", file17, sizeof file17},
    {"lib/history.js", file18, sizeof file18},
    {"lib/log-query.js", file19, sizeof file19},
    {"lib/lucene.js", file20, sizeof file20},
    {"lib/promql.js", file21, sizeof file21},
    {"lib/scale.js", file22, sizeof file22},
    {"lib/series.js", file23, sizeof file23},
    {"lib/service-queries.js", file24, sizeof file24},
    {"lib/state.js", file25, sizeof file25},
    {"lib/time.js", file26, sizeof file26},
    {"lib/trace-lines.js", file27, sizeof file27},
    {"style.css", file28, sizeof file28},
    {"theme.js", file29, sizeof file29},
    {"views/logs-view.js", file30, sizeof file30},
    {"views/metrics-view.js", file31, sizeof file31},
    {"views/overview-view.js", file32, sizeof file32},
    {"views/system-view.js", file33, sizeof file33},
    {"views/trace-view.js", file34, sizeof file34},
    {"views/view.js", file35, sizeof file35},
};

size_t casset_count(void) {
    return sizeof assets / sizeof assets[0];
}

const struct casset *casset_at(size_t index) {
    return index < casset_count() ? &assets[index] : NULL;
}
