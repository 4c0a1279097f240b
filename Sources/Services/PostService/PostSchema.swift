internal import SQLDatabase

enum PostSchema {
    static let migrations = [
        Migration(
            2,
            "posts",
            """
            create table authors (
                user_id text primary key,
                username text not null,
                username_key text not null,
                display_name text not null,
                version bigint not null
            );
            create index authors_by_name on authors (username_key);
            create table posts (
                id text primary key,
                author_id text not null references authors (user_id),
                slug text not null unique,
                title text not null,
                description text,
                body text not null,
                tags text not null,
                status text not null,
                published_at bigint,
                version bigint not null,
                created_at bigint not null,
                updated_at bigint not null
            );
            create index posts_by_creation on posts (status, created_at, id);
            create index posts_by_author on posts (author_id, created_at, id);
            create table post_tags (
                post_id text not null references posts (id) on delete cascade,
                tag text not null,
                primary key (tag, post_id)
            );
            create index post_tags_by_post on post_tags (post_id);
            create table post_slugs (
                slug text primary key,
                post_id text not null references posts (id) on delete cascade
            );
            create index post_slugs_by_post on post_slugs (post_id);
            """
        )
    ]
}
