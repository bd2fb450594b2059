using Dapper;
using Foyer.Contracts;
using Foyer.Server.Surfaces;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Foyer.Server.Users.Backend;

/// <summary><c>GET /v1/users</c>: a bare array, or a page with its total when <c>paginated=true</c> (WIRE §12.2).</summary>
internal static class ListUsers
{
    public static void Map(RouteGroupBuilder backend) => backend.MapGet("/users", Handle);

    private static async Task<IResult> Handle(BackendCall call, Database db, UserStore users, UserAnswers answers, CancellationToken ct)
    {
        if (UserQuery.Read(call.Instance.Id, call.Request.Query, db.Dialect).IsFault(out Fault? fault, out UserQuery query))
        {
            return new FaultResult(fault);
        }

        long total = call.Request.Query["paginated"] == "true" ? await CountUsers.Count(db, query, ct) : 0;
        if (query.StartingAfter is { } cursor)
        {
            if (await users.Find(call.Instance.Id, cursor, ct) is not { } after)
            {
                return new FaultResult(RequestFaults.Value("starting_after"));
            }

            query.ContinueAfter(after);
        }

        IReadOnlyList<UserRow> rows = await db.Many<UserRow>(
            $"SELECT {UserStore.Columns} FROM {UserStore.From} WHERE {query.Where} ORDER BY {query.OrderBy} LIMIT {query.Limit} OFFSET {query.Offset}",
            new DynamicParameters(query.Args), ct);
        IReadOnlyList<UserResource> page = [.. (await users.Complete(rows, ct)).Select(user => answers.Resource(call, user))];
        return call.Request.Query["paginated"] == "true"
            ? new WireResult<Page<UserResource>>(new Page<UserResource>(page, total), WireJson.Default.PageUserResource)
            : new WireResult<IReadOnlyList<UserResource>>(page, WireJson.Default.IReadOnlyListUserResource);
    }
}

/// <summary><c>GET /v1/users/count</c>: takes the filters of the list.</summary>
internal static class CountUsers
{
    public static void Map(RouteGroupBuilder backend) => backend.MapGet("/users/count", Handle);

    /// <summary>Without filters the total is a maintained counter, so that it costs the same for ten users and ten million.</summary>
    public static async Task<long> Count(Database db, UserQuery query, CancellationToken ct) => query.IsFiltered
        ? await db.One<long>($"SELECT count(*) FROM users u WHERE {query.Where}", new DynamicParameters(query.Args), ct)
        : await db.One<long>("SELECT value FROM counters WHERE instance_id = @instanceId AND name = 'users'", new DynamicParameters(query.Args), ct);

    private static async Task<IResult> Handle(BackendCall call, Database db, CancellationToken ct) =>
        UserQuery.Read(call.Instance.Id, call.Request.Query, db.Dialect).IsFault(out Fault? fault, out UserQuery query)
            ? new FaultResult(fault)
            : new WireResult<TotalCount>(new TotalCount(await Count(db, query, ct)), WireJson.Default.TotalCount);
}
