using Foyer.Components.Users;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Primitives;

namespace Foyer.Components.Reverification;

/// <summary>
/// What somebody asked for before they were asked who they are: carried through the step-up as hidden fields and done
/// afterwards. Only what is named here is carried, and nothing of it is a secret.
/// </summary>
/// <param name="Intent">For example <c>add</c>.</param>
/// <param name="Fields">Its fields.</param>
public sealed record Repetition(string Intent, IReadOnlyDictionary<string, string> Fields)
{
    internal const string IntentField = "then";
    internal const string Prefix = "then.";

    private const int MaxLength = 1000;

    private static readonly string[] Carried =
    [
        "first_name", "last_name", "username", "kind", "id", "email_address", "phone_number", "phone_country", "reserved", "strategy", "web3_wallet", "confirmation",
    ];

    /// <summary>Of a form that was posted. One with a secret carries nothing: it is opened again.</summary>
    internal static Repetition Of(AccountIntent intent, IFormCollection form) => new(intent.Name, intent.Reopens is null ? Take(form, "") : new Dictionary<string, string>());

    /// <summary>As a step-up's form brought it; null when it names nothing that could be done.</summary>
    internal static Repetition? Read(IFormCollection form) => AccountIntent.Of(form[IntentField].ToString()) is { } intent ? new Repetition(intent.Name, Take(form, Prefix)) : null;

    /// <summary>The form as it was posted first.</summary>
    internal IFormCollection ToForm() => new FormCollection(Fields.ToDictionary(pair => pair.Key, pair => new StringValues(pair.Value)));

    private static Dictionary<string, string> Take(IFormCollection form, string prefix) => Carried
        .Where(name => form[prefix + name] is [{ Length: <= MaxLength }])
        .ToDictionary(name => name, name => form[prefix + name].ToString());
}
