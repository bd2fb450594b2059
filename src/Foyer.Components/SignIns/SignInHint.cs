using Microsoft.AspNetCore.Http;

namespace Foyer.Components.SignIns;

/// <summary>
/// Which of several possible screens to show: what the person clicked last and the sign-in itself does not keep. In the
/// page's query, so that it works without JavaScript; a hint the sign-in does not allow is ignored.
/// </summary>
/// <param name="Step"><c>methods</c>, <c>forgot</c> or a strategy such as <c>password</c>; null for whatever the sign-in says.</param>
/// <param name="To">With a strategy that sends something, the identification it went to.</param>
public sealed record SignInHint(string? Step = null, string? To = null)
{
    /// <summary>No hint.</summary>
    public static SignInHint None { get; } = new();

    /// <summary>A ticket somebody came with (WIRE §8.4); null without one.</summary>
    public string? Ticket { get; init; }

    /// <summary>Reads it from the query of a page.</summary>
    /// <param name="query">The query.</param>
    public static SignInHint Read(IQueryCollection query)
    {
        ArgumentNullException.ThrowIfNull(query);
        return new SignInHint(query["step"] is [{ Length: > 0 } step] ? step : null, query["to"] is [{ Length: > 0 } id] ? id : null)
        {
            Ticket = query["__clerk_ticket"] is [{ Length: > 0 } ticket] ? ticket : null,
        };
    }

    /// <summary>Adds it to the query of a page.</summary>
    /// <param name="query">The query so far.</param>
    public QueryString AddTo(QueryString query)
    {
        QueryString all = Step is null ? query : query.Add("step", Step);
        return To is null ? all : all.Add("to", To);
    }
}
