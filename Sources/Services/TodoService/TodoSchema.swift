internal import SQLDatabase

enum TodoSchema {
    static let migrations = [
        Migration(
            2,
            "todos",
            """
            create table todos (
                id text primary key,
                owner_id text not null,
                title text not null,
                notes text,
                completed bigint not null,
                completed_at bigint,
                due_at bigint,
                priority bigint not null,
                tags text not null,
                position bigint,
                version bigint not null,
                created_at bigint not null,
                updated_at bigint not null
            );
            create index todos_by_creation on todos (owner_id, created_at, id);
            create table todo_tags (
                todo_id text not null references todos (id) on delete cascade,
                tag text not null,
                primary key (todo_id, tag)
            );
            """
        )
    ]
}
