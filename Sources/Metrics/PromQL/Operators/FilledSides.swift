import TimeSeries

/// The two sides of a match with what `fill`, `fill_left` and `fill_right` put in.
///
/// What is put in is a series of its own on the side where one is missing: with the labels that are matched by, and
/// with values at just the steps at which the other side has a series of that signature and this side has none. The
/// match itself then needs to know nothing of it.
struct FilledSides {
    private(set) var many: [StepSeries]
    private(set) var one: [StepSeries]

    init(many: [StepSeries], one: [StepSeries], _ matching: VectorMatching, over steps: Steps) {
        self.many = many
        self.one = one
        guard matching.fills else { return }
        let signatures = Signatures(matching)
        let presentMany = Presence(many, signatures, over: steps)
        let presentOne = Presence(one, signatures, over: steps)
        // As Prometheus has it, `fill_left` is for the "many" side and `fill_right` for the "one" side with
        // `group_right` too, where these stand the other way round.
        if let fill = matching.leftFill {
            self.many += presentMany.missing(of: presentOne, filledWith: fill)
        }
        if let fill = matching.rightFill {
            self.one += presentOne.missing(of: presentMany, filledWith: fill)
        }
    }
}

/// For each signature of a vector the steps at which some series has it.
struct Presence {
    /// In the order in which the series came.
    private var signatures: [Labels] = []
    private var places: [Labels: Int] = [:]
    private var steps: [[Bool]] = []

    init(_ series: [StepSeries], _ signatures: Signatures, over steps: Steps) {
        for one in series {
            let signature = signatures.signature(of: one.labels)
            let place: Int
            if let known = places[signature] {
                place = known
            } else {
                place = self.steps.count
                places[signature] = place
                self.signatures.append(signature)
                self.steps.append(Array(repeating: false, count: steps.count))
            }
            for index in one.values.indices where !Absent.isAbsent(one.values[index]) {
                self.steps[place][index] = true
            }
        }
    }

    /// The steps of a signature; nil where no series has it.
    subscript(signature: Labels) -> [Bool]? {
        places[signature].map { steps[$0] }
    }

    /// Series with a value at every step at which the other vector has a signature and this one has not.
    func missing(of other: Presence, filledWith fill: Double) -> [StepSeries] {
        other.signatures.indices.map { place in
            let own = self[other.signatures[place]]
            let values = other.steps[place].indices.map { step in
                other.steps[place][step] && own?[step] != true ? fill : Absent.value
            }
            return StepSeries(labels: other.signatures[place], values: values)
        }.filter { !$0.isEmpty }
    }
}
