using Foyer.Contracts;

namespace Foyer.Components;

/// <summary>Failures to show on a screen: under the field they name, or above the form.</summary>
/// <param name="All">The failures, most important first.</param>
public sealed record Problems(IReadOnlyList<ErrorResource> All)
{
    private static readonly string[] SpentTicket =
    [
        "ticket_invalid_code", "ticket_expired_code", "sign_in_token_already_used_code", "sign_in_token_revoked_code",
        "actor_token_already_used_code", "actor_token_revoked_code", "invitation_already_accepted", "revoked_invitation",
    ];

    /// <summary>Nothing went wrong.</summary>
    public static Problems None { get; } = new([]);

    /// <summary>Whether anything went wrong.</summary>
    public bool Any => All.Count > 0;

    /// <summary>One failure found here, not by the Frontend API.</summary>
    /// <param name="code">A code the texts know.</param>
    /// <param name="field">The field at fault; null when none is.</param>
    public static Problems Found(string code, string? field = null) =>
        new([new ErrorResource { Code = code, Message = code, LongMessage = code, Meta = field is null ? null : new ErrorMeta { ParamName = field } }]);

    /// <summary>Whether a failure has this code.</summary>
    /// <param name="code">The code.</param>
    public bool Has(string code) => All.Any(error => error.Code == code);

    /// <summary>Whether the link somebody came with is what failed, so that pressing on would fail again.</summary>
    internal bool IsTicketSpent => All.Any(error => SpentTicket.Contains(error.Code));

    /// <summary>The failure of a field; null when it has none.</summary>
    /// <param name="field">For example <c>password</c>.</param>
    public ErrorResource? For(string field) => All.FirstOrDefault(error => error.Meta?.ParamName == field);

    /// <summary>The failure that no field of the screen shows. A screen must never swallow one.</summary>
    /// <param name="fields">The fields of the screen.</param>
    public ErrorResource? Outside(IEnumerable<string> fields) => All.FirstOrDefault(error => !fields.Contains(error.Meta?.ParamName));
}
