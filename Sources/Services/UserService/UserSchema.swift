internal import SQLDatabase

enum UserSchema {
    static let migrations = [
        Migration(
            2,
            "users",
            """
            create table users (
                id text primary key,
                username text not null,
                username_key text not null unique,
                email text not null,
                email_key text not null unique,
                password_hash text not null,
                display_name text not null,
                bio text,
                image text,
                todos_completed bigint not null default 0,
                version bigint not null,
                created_at bigint not null,
                updated_at bigint not null
            );
            create table sessions (
                id text primary key,
                user_id text not null references users (id),
                device text,
                created_at bigint not null,
                last_used_at bigint not null,
                expires_at bigint not null,
                revoked_at bigint
            );
            create index sessions_by_user on sessions (user_id);
            create index sessions_by_expiry on sessions (expires_at);
            create table refresh_tokens (
                hash text primary key,
                session_id text not null references sessions (id) on delete cascade,
                issued_at bigint not null,
                expires_at bigint not null,
                used_at bigint
            );
            create index refresh_tokens_by_session on refresh_tokens (session_id);
            create table login_failures (
                account text primary key,
                failures bigint not null,
                last_at bigint not null,
                blocked_until bigint not null
            );
            create table signing_keys (
                id text primary key,
                pem text not null,
                created_at bigint not null
            );
            """
        )
    ]
}
