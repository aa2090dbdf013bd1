from sqlalchemy import create_engine, text


def test_each_test_gets_an_empty_database_of_its_own(postgres_dsn: str) -> None:
    engine = create_engine(postgres_dsn)
    with engine.begin() as connection:
        tables = connection.execute(
            text("SELECT count(*) FROM pg_tables WHERE schemaname = 'public'")
        )
        assert tables.scalar_one() == 0
        connection.execute(text("CREATE TABLE left_behind (id integer)"))
    engine.dispose()


def test_nothing_of_another_test_is_left(postgres_dsn: str) -> None:
    test_each_test_gets_an_empty_database_of_its_own(postgres_dsn)
