using System.Text.Json;

namespace Foyer.Server.SocialProviders;

/// <summary>What a provider says of a person. The subject alone says who it is.</summary>
internal sealed record SocialProfile
{
    /// <summary>The provider's id of the person; never changes, never empty.</summary>
    public required string Subject { get; init; }

    /// <summary>As the provider writes it; null when it tells none.</summary>
    public string? EmailAddress { get; init; }

    /// <summary>Whether the provider says that it has proven the address; null when it says neither.</summary>
    public bool? EmailAddressVerified { get; init; }

    public string? FirstName { get; init; }

    public string? LastName { get; init; }

    public string? Username { get; init; }

    public string? ImageUrl { get; init; }
}

/// <summary>Reads profiles out of providers' answers by their maps. Pure.</summary>
internal static class ProfileRules
{
    private const int MaxSubject = 255;
    private const int MaxText = 256;
    private const int MaxUrl = 2048;

    /// <summary>Reads one answer; null when it names nobody.</summary>
    public static SocialProfile? Read(JsonElement answer, ClaimsMap map)
    {
        string? subject = Text(answer, map.Subject, MaxSubject);
        if (subject is null)
        {
            return null;
        }

        string? emailAddress = Text(answer, map.EmailAddress, MaxText);
        string? first = Text(answer, map.FirstName, MaxText);
        string? last = Text(answer, map.LastName, MaxText);
        if (first is null && last is null && Text(answer, map.FullName, MaxText) is { } full)
        {
            (first, last) = Split(full);
        }

        return new SocialProfile
        {
            Subject = subject,
            EmailAddress = emailAddress,
            EmailAddressVerified = emailAddress is null ? null : map.EmailAddressIsAlwaysVerified ? true : Flag(At(answer, map.EmailAddressVerified), map.VerifiedMayBeText),
            FirstName = first,
            LastName = last,
            Username = Text(answer, map.Username, MaxText),
            ImageUrl = Image(answer, map.ImageUrl),
        };
    }

    /// <summary>
    /// Lays a second answer under the first. An address and the word on it stay together: each comes from the answer
    /// that has the address.
    /// </summary>
    public static SocialProfile Merge(SocialProfile first, SocialProfile second) => first with
    {
        EmailAddress = first.EmailAddress ?? second.EmailAddress,
        EmailAddressVerified = first.EmailAddress is null ? second.EmailAddressVerified : first.EmailAddressVerified,
        FirstName = first.FirstName ?? second.FirstName,
        LastName = first.LastName ?? second.LastName,
        Username = first.Username ?? second.Username,
        ImageUrl = first.ImageUrl ?? second.ImageUrl,
    };

    /// <summary>The address to take from a list of them (<c>[{email, primary, verified}]</c>): the primary one, else one that is proven.</summary>
    public static SocialProfile WithAddresses(SocialProfile profile, JsonElement list)
    {
        if (list.ValueKind != JsonValueKind.Array)
        {
            return profile;
        }

        List<(string Address, bool Primary, bool Verified)> addresses =
        [
            .. from item in list.EnumerateArray()
               where item.ValueKind == JsonValueKind.Object
               let address = Text(item, "email", MaxText)
               where address is not null
               select (address, Flag(At(item, "primary"), false) == true, Flag(At(item, "verified"), false) == true),
        ];
        if (addresses.Count == 0)
        {
            return profile;
        }

        (string chosen, _, bool verified) = addresses.OrderByDescending(item => item is { Primary: true, Verified: true }).ThenByDescending(item => item.Verified).ThenByDescending(item => item.Primary).First();
        return profile with { EmailAddress = chosen, EmailAddressVerified = verified };
    }

    private static (string First, string? Last) Split(string full)
    {
        int space = full.IndexOf(' ', StringComparison.Ordinal);
        return space < 0 ? (full, null) : (full[..space], full[(space + 1)..].Trim() is { Length: > 0 } last ? last : null);
    }

    private static JsonElement? At(JsonElement answer, string path)
    {
        if (path.Length == 0)
        {
            return null;
        }

        // A name may itself hold dots (claims that are addresses do); it wins over the nested reading.
        if (answer.ValueKind == JsonValueKind.Object && answer.TryGetProperty(path, out JsonElement whole))
        {
            return whole;
        }

        JsonElement at = answer;
        foreach (string name in path.Split('.'))
        {
            if (at.ValueKind != JsonValueKind.Object || !at.TryGetProperty(name, out JsonElement member))
            {
                return null;
            }

            at = member;
        }

        return at;
    }

    /// <summary>Text as it can be stored and shown: trimmed, without control characters; null when empty or too long.</summary>
    private static string? Text(JsonElement answer, string path, int max)
    {
        string? text = At(answer, path) switch
        {
            { ValueKind: JsonValueKind.String } value => value.GetString(),
            { ValueKind: JsonValueKind.Number } value => value.GetRawText(),
            _ => null,
        };
        text = text?.Trim();
        return text is { Length: > 0 } && text.Length <= max && !text.Any(char.IsControl) ? text : null;
    }

    private static bool? Flag(JsonElement? value, bool mayBeText) => value switch
    {
        { ValueKind: JsonValueKind.True } => true,
        { ValueKind: JsonValueKind.False } => false,
        { ValueKind: JsonValueKind.String } text when mayBeText => text.GetString() switch { "true" => true, "false" => false, _ => null },
        _ => null,
    };

    private static string? Image(JsonElement answer, string map)
    {
        string? url = map.Contains('{', StringComparison.Ordinal) ? Fill(answer, map) : Text(answer, map, MaxUrl);
        return url is not null && Uri.TryCreate(url, UriKind.Absolute, out Uri? parsed) && Origins.IsWeb(parsed) && IsPrivate(parsed) ? parsed.AbsoluteUri : null;
    }

    /// <summary>Whether nobody on the way sees the picture: by https, or from this very machine, where a provider of a test runs.</summary>
    private static bool IsPrivate(Uri url) => url.Scheme == Uri.UriSchemeHttps || Origins.IsLoopbackHost(url.Host);

    private static string? Fill(JsonElement answer, string template)
    {
        System.Text.StringBuilder filled = new();
        foreach (string piece in template.Split('{'))
        {
            int end = piece.IndexOf('}', StringComparison.Ordinal);
            if (end < 0)
            {
                filled.Append(piece);
                continue;
            }

            if (Text(answer, piece[..end], MaxText) is not { } value)
            {
                return null;
            }

            filled.Append(Uri.EscapeDataString(value)).Append(piece.AsSpan(end + 1));
        }

        return filled.ToString();
    }
}
