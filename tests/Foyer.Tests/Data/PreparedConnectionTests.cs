using Dapper;
using Foyer.Server;
using Microsoft.Data.Sqlite;

namespace Foyer.Tests.Data;

/// <summary>Statements are prepared once and say what they would have said otherwise.</summary>
public sealed class PreparedConnectionTests : IDisposable
{
    private const string ByName = "SELECT id FROM people WHERE name = @name";
    private const string ByIds = "SELECT name FROM people WHERE id IN @ids ORDER BY id";
    private const string Add = "INSERT INTO people (id, name) VALUES (@id, @name)";

    private readonly PreparedConnection _connection;

    public PreparedConnectionTests()
    {
        SqliteEngine.Choose(null);
        _connection = new PreparedConnection("Data Source=:memory:");
        _connection.Open();
        Run("CREATE TABLE people (id integer PRIMARY KEY, name text NOT NULL)");
        Run(Add, new { id = 1, name = "Ada" });
        Run(Add, new { id = 2, name = "Grace" });
    }

    public void Dispose() => _connection.Dispose();

    [Fact]
    public void A_statement_is_kept_and_forgets_whom_it_was_asked_for()
    {
        SqliteCommand first = _connection.For(ByName).CreateCommand();
        first.Dispose();

        Assert.Equal([1], Many<int>(ByName, new { name = "Ada" }));
        Assert.Equal([2], Many<int>(ByName, new { name = "Grace" }));
        Assert.Empty(Many<int>(ByName, new { name = "Nobody" }));
        SqliteCommand again = _connection.For(ByName).CreateCommand();
        Assert.Same(first, again);
        Assert.Empty(again.Parameters);
    }

    [Fact]
    public void Two_at_once_of_the_same_text_do_not_share()
    {
        using SqliteCommand one = _connection.For(ByName).CreateCommand();
        using SqliteCommand other = _connection.For(ByName).CreateCommand();

        Assert.NotSame(one, other);
    }

    /// <summary>Dapper writes the values of a list into the text.</summary>
    [Fact]
    public void Lists_of_every_length_find_theirs()
    {
        Assert.Equal(["Ada", "Grace"], Many<string>(ByIds, new { ids = new[] { 1, 2 } }));
        Assert.Equal(["Grace"], Many<string>(ByIds, new { ids = new[] { 2 } }));
        Assert.Empty(Many<string>(ByIds, new { ids = Array.Empty<int>() }));
        Assert.Equal(["Ada", "Grace"], Many<string>(ByIds, new { ids = new[] { 2, 7, 1 } }));
    }

    [Fact]
    public void A_statement_that_failed_works_again_and_so_does_one_whose_table_has_changed()
    {
        Assert.Throws<SqliteException>(() => Run(Add, new { id = 1, name = "Somebody" }));
        Assert.Throws<SqliteException>(() => Run(Add, new { id = 3, name = (string?)null }));
        Assert.Equal(1, Run(Add, new { id = 3, name = "Edsger" }));

        Many<Person>("SELECT * FROM people", null);
        Run("ALTER TABLE people ADD COLUMN city text NOT NULL DEFAULT 'Paris'");

        Assert.Equal([new Person { Id = 3, Name = "Edsger", City = "Paris" }], Many<Person>("SELECT * FROM people", null).Where(person => person.Id == 3));
        Assert.Equal([3], Many<int>(ByName, new { name = "Edsger" }));
    }

    [Fact]
    public void Several_statements_in_one_text_all_run()
    {
        const string Both = "INSERT INTO people (id, name) VALUES (@id, 'x'); UPDATE people SET name = 'y' WHERE id = @id";
        Run(Both, new { id = 10 });
        Run(Both, new { id = 11 });

        Assert.Equal([10, 11], Many<int>(ByName, new { name = "y" }));
    }

    private int Run(string sql, object? args = null) => _connection.For(sql).Execute(sql, args);

    private IReadOnlyList<T> Many<T>(string sql, object? args) => _connection.For(sql).Query<T>(sql, args).AsList();

    private sealed record Person
    {
        public long Id { get; init; }

        public string Name { get; init; } = "";

        public string City { get; init; } = "";
    }
}
