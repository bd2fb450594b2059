using Microsoft.AspNetCore.Http;

namespace Foyer.Components.SignUps;

/// <summary>Which of several possible screens to show, in the page's query.</summary>
/// <param name="Step"><c>start</c> shows the first form of an attempt under way; <c>transfer</c> the step after a provider; <c>passkey</c> the making of one.</param>
/// <param name="Ticket">An invitation somebody came with (WIRE §8.4).</param>
public sealed record SignUpHint(string? Step = null, string? Ticket = null)
{
    /// <summary>No hint.</summary>
    public static SignUpHint None { get; } = new();

    /// <summary>Reads it from the query of a page.</summary>
    /// <param name="query">The query.</param>
    public static SignUpHint Read(IQueryCollection query)
    {
        ArgumentNullException.ThrowIfNull(query);
        string? ticket = query["__clerk_ticket"] is [{ Length: > 0 } given] ? given : query["__clerk_invitation_token"] is [{ Length: > 0 } older] ? older : null;
        return new SignUpHint(query["step"] is [{ Length: > 0 } step] ? step : null, ticket);
    }
}
