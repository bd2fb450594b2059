using System.Text;
using Foyer.Server.EmailAddresses;
using Microsoft.AspNetCore.Http;

namespace Foyer.Server.Users.Backend;

/// <summary>The filters, the order and the page of <c>GET /v1/users</c> and <c>/v1/users/count</c>, turned into SQL over indexes.</summary>
internal sealed class UserQuery
{
    private const int MaxListLength = 100;

    /// <summary>Shorter texts have no trigram; they are looked for at the start of the columns instead.</summary>
    private const int ShortestTrigram = 3;

    private static readonly Dictionary<string, string> OrderColumns = new(StringComparer.Ordinal)
    {
        ["created_at"] = "u.created_at", ["updated_at"] = "u.updated_at", ["email_address"] = "u.email_address", ["web3wallet"] = "u.web3_wallet",
        ["first_name"] = "u.first_name", ["last_name"] = "u.last_name", ["phone_number"] = "u.phone_number", ["username"] = "u.username",
        ["last_active_at"] = "u.last_active_at", ["last_sign_in_at"] = "u.last_sign_in_at",
    };

    private readonly Dictionary<string, object?> _args = new(StringComparer.Ordinal);
    private readonly List<string> _conditions = [];
    private readonly SqlDialect _dialect;

    private UserQuery(string instanceId, SqlDialect dialect)
    {
        _dialect = dialect;
        _args["instanceId"] = instanceId;
        _conditions.Add("u.instance_id = @instanceId");
    }

    /// <summary>Whether anything narrows the list: without, the total is a maintained counter.</summary>
    public bool IsFiltered => _conditions.Count > 1;

    public IReadOnlyDictionary<string, object?> Args => _args;

    public string Where => string.Join(" AND ", _conditions);

    public string OrderBy { get; private set; } = "u.created_at DESC, u.id DESC";

    public int Limit { get; private set; } = 10;

    public long Offset { get; private set; }

    public string? StartingAfter { get; private set; }

    public bool IsAscending { get; private set; }

    public static Outcome<UserQuery> Read(string instanceId, IQueryCollection query, SqlDialect dialect)
    {
        UserQuery built = new(instanceId, dialect);
        return built.Build(query) is { } fault ? fault : built;
    }

    /// <summary>Adds the condition that continues after a given row.</summary>
    public void ContinueAfter(UserRow row)
    {
        string sign = IsAscending ? ">" : "<";
        _args["afterAt"] = row.CreatedAt;
        _args["afterId"] = row.Id;
        _conditions.Add($"(u.created_at {sign} @afterAt OR (u.created_at = @afterAt AND u.id {sign} @afterId))");
    }

    private Fault? Build(IQueryCollection query) =>
        List(query, "email_address", value => EmailAddressRules.Normalize(value) ?? value, "u.id IN (SELECT user_id FROM email_addresses WHERE instance_id = @instanceId AND {0} AND (verification_status = 'verified' OR reserved))", "email_address") ??
        List(query, "phone_number", value => value.StartsWith('+') ? value : "+" + value, "u.id IN (SELECT user_id FROM phone_numbers WHERE instance_id = @instanceId AND {0} AND (verification_status = 'verified' OR reserved))", "phone_number") ??
        List(query, "web3_wallet", value => value.ToLowerInvariant(), "u.id IN (SELECT user_id FROM web3_wallets WHERE instance_id = @instanceId AND {0} AND verification_status = 'verified')", "web3_wallet") ??
        List(query, "username", UsernameRules.Key, "{0}", "u.username_key") ??
        Signed(query, "external_id", "u.external_id", Whole) ??
        Signed(query, "user_id", "u.id", Values) ??
        Organizations(query) ??
        Provider(query) ??
        Flag(query, "banned", "u.banned") ??
        Instant(query, "created_at_before", "u.created_at < @{0}") ??
        Instant(query, "created_at_after", "u.created_at > @{0}") ??
        Instant(query, "last_active_at_before", "u.last_active_at < @{0}") ??
        Instant(query, "last_active_at_after", "u.last_active_at > @{0}") ??
        Instant(query, "last_active_at_since", "u.last_active_at >= @{0}") ??
        Instant(query, "last_sign_in_at_before", "u.last_sign_in_at < @{0}") ??
        Instant(query, "last_sign_in_at_after", "u.last_sign_in_at > @{0}") ??
        Search(query, "query", ["email_address", "phone_number", "username", "name", "other"]) ??
        Search(query, "email_address_query", ["email_address"]) ??
        Search(query, "phone_number_query", ["phone_number"]) ??
        Search(query, "username_query", ["username"]) ??
        Search(query, "name_query", ["name"]) ??
        Order(query) ??
        Paging(query);

    private Fault? List(IQueryCollection query, string name, Func<string, string> normalize, string condition, string column)
    {
        string[] values = Values(query, name);
        if (values.Length > MaxListLength)
        {
            return RequestFaults.TooLong(name);
        }

        if (values.Length > 0)
        {
            _args[name] = new TextList(values.Select(normalize));
            _conditions.Add(string.Format(System.Globalization.CultureInfo.InvariantCulture, condition, _dialect.In(column, name)));
        }

        return null;
    }

    /// <summary>A list whose items may carry <c>+</c> (include, the default) or <c>-</c> (exclude). A plus may have become a space on the way.</summary>
    private Fault? Signed(IQueryCollection query, string name, string column, Func<IQueryCollection, string, string[]> read)
    {
        string[] values = read(query, name);
        if (values.Length > MaxListLength)
        {
            return RequestFaults.TooLong(name);
        }

        string[] excluded = [.. values.Where(value => value.StartsWith('-')).Select(value => value[1..])];
        string[] included = [.. values.Where(value => !value.StartsWith('-')).Select(value => value.TrimStart('+', ' '))];
        if (included.Length > 0)
        {
            _args[name] = new TextList(included);
            _conditions.Add(_dialect.In(column, name));
        }

        if (excluded.Length > 0)
        {
            _args["not_" + name] = new TextList(excluded);
            _conditions.Add($"({column} IS NULL OR NOT ({_dialect.In(column, "not_" + name)}))");
        }

        return null;
    }

    /// <summary>There are no organizations yet, so nobody belongs to any of those named and everybody is outside of them.</summary>
    private Fault? Organizations(IQueryCollection query)
    {
        string[] values = Values(query, "organization_id");
        if (values.Any(value => !value.StartsWith('-')))
        {
            _conditions.Add("u.id IS NULL");
        }

        return values.Length > MaxListLength ? RequestFaults.TooLong("organization_id") : null;
    }

    private Fault? Provider(IQueryCollection query)
    {
        string[] subjects = Values(query, "provider_user_id");
        string? provider = Values(query, "provider").FirstOrDefault();
        if (provider is null != (subjects.Length == 0))
        {
            return RequestFaults.Missing(provider is null ? "provider" : "provider_user_id");
        }

        if (subjects.Length > MaxListLength)
        {
            return RequestFaults.TooLong("provider_user_id");
        }

        if (provider is not null)
        {
            _args["provider"] = provider;
            _args["subjects"] = new TextList(subjects);
            _conditions.Add($"u.id IN (SELECT user_id FROM external_accounts WHERE instance_id = @instanceId AND connection = @provider AND {_dialect.In("provider_user_id", "subjects")})");
        }

        return null;
    }

    private Fault? Flag(IQueryCollection query, string name, string column)
    {
        switch (Values(query, name).FirstOrDefault())
        {
            case null:
                return null;
            case { } value when value is "true" or "false":
                _args[name] = value == "true";
                _conditions.Add($"{column} = @{name}");
                return null;
            default:
                return RequestFaults.Value(name);
        }
    }

    private Fault? Instant(IQueryCollection query, string name, string condition)
    {
        if (Values(query, name).FirstOrDefault() is not { } text)
        {
            return null;
        }

        if (text.AsNumber() is not { } milliseconds)
        {
            return RequestFaults.Format(name);
        }

        _args[name] = milliseconds;
        _conditions.Add(string.Format(System.Globalization.CultureInfo.InvariantCulture, condition, name));
        return null;
    }

    private Fault? Search(IQueryCollection query, string name, string[] columns)
    {
        if (query[name].FirstOrDefault()?.Trim() is not { Length: > 0 } text)
        {
            return null;
        }

        if (text.Length > 256)
        {
            return RequestFaults.TooLong(name);
        }

        if (text.EnumerateRunes().Count() < ShortestTrigram)
        {
            _args[name] = Escape(text) + "%";
            string[] shortColumns = [.. columns.SelectMany(column => column == "name" ? new[] { "first_name", "last_name" } : column == "other" ? ["id"] : [column])];
            _conditions.Add("(" + string.Join(" OR ", shortColumns.Select(column => $"{(_dialect.IsSqlite ? "" : "lower(")}u.{column}{(_dialect.IsSqlite ? "" : ")")} LIKE lower(@{name}) ESCAPE '!'")) + ")");
            return null;
        }

        if (_dialect.IsSqlite)
        {
            _args[name] = $"{{{string.Join(' ', columns)}}} : \"{text.Replace("\"", "\"\"", StringComparison.Ordinal)}\"";
            _conditions.Add($"u.search_id IN (SELECT rowid FROM user_search WHERE user_search MATCH @{name})");
        }
        else
        {
            _args[name] = "%" + Escape(text) + "%";
            _conditions.Add($"u.search_id IN (SELECT search_id FROM user_search WHERE {string.Join(" OR ", columns.Select(column => $"{column} ILIKE @{name} ESCAPE '!'"))})");
        }

        return null;
    }

    private Fault? Order(IQueryCollection query)
    {
        if (query["order_by"].FirstOrDefault() is not { Length: > 0 } text)
        {
            return null;
        }

        string name = text.TrimStart('+', '-', ' ');
        if (!OrderColumns.TryGetValue(name, out string? column))
        {
            return RequestFaults.Value("order_by");
        }

        IsAscending = !text.StartsWith('-');
        string direction = IsAscending ? "ASC" : "DESC";
        // Rows without a value come last in both directions and on both engines.
        string nulls = column is "u.created_at" or "u.updated_at" ? "" : " NULLS LAST";
        OrderBy = $"{column} {direction}{nulls}, u.id {direction}";
        return null;
    }

    private Fault? Paging(IQueryCollection query)
    {
        if (Numbers.Page(query, out int limit, out long offset) is { } fault)
        {
            return fault;
        }

        Limit = limit;
        Offset = offset;
        StartingAfter = query["starting_after"].FirstOrDefault() is { Length: > 0 } cursor ? cursor : null;
        bool byCreation = OrderBy.StartsWith("u.created_at", StringComparison.Ordinal);
        return StartingAfter is not null && (!byCreation || Offset > 0) ? RequestFaults.Value("starting_after") : null;
    }

    /// <summary>The values as they are: an app's own ids may hold commas.</summary>
    private static string[] Whole(IQueryCollection query, string name) => [.. query[name].Concat(query[name + "[]"]).OfType<string>().Where(value => value.Length > 0)];

    private static string[] Values(IQueryCollection query, string name) =>
        [.. query[name].Concat(query[name + "[]"]).SelectMany(value => (value ?? "").Split(',')).Select(value => value.Trim()).Where(value => value.Length > 0)];

    private static string Escape(string text) => new StringBuilder(text).Replace("!", "!!").Replace("%", "!%").Replace("_", "!_").ToString();
}
