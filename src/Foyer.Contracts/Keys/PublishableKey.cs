using System.Buffers.Text;
using System.Diagnostics.CodeAnalysis;
using System.Text;

namespace Foyer.Contracts;

/// <summary>
/// A publishable key: <c>pk_test_</c> or <c>pk_live_</c> and the Base64 of <c>&lt;frontend-api-host&gt;$</c> (WIRE §1.1).
/// It names an instance; it is not a secret.
/// </summary>
public sealed record PublishableKey
{
    private PublishableKey(string value, bool isDevelopment, string frontendApi)
    {
        Value = value;
        IsDevelopment = isDevelopment;
        FrontendApi = frontendApi;
        CookieSuffix = Contracts.CookieSuffix.Of(value);
    }

    /// <summary>The key as it is written down.</summary>
    public string Value { get; }

    /// <summary>True for <c>pk_test_</c>, false for <c>pk_live_</c>.</summary>
    public bool IsDevelopment { get; }

    /// <summary>The Frontend API host inside the key, without scheme; may carry a port.</summary>
    public string FrontendApi { get; }

    /// <summary>Eight characters that keep the cookies of two instances on one host apart (WIRE §3).</summary>
    public string CookieSuffix { get; }

    /// <summary>Issuer of every token of this instance: <c>https://</c> and <see cref="FrontendApi"/>.</summary>
    public string Issuer => "https://" + FrontendApi;

    /// <summary>Host of the instance's ready-made pages when nothing else is configured (WIRE §1.5).</summary>
    public string AccountPortal =>
        FrontendApi.Contains("clerk.accounts.", StringComparison.Ordinal) ? ReplaceFirst("clerk.accounts.", "accounts.") : ReplaceFirst("clerk.", "accounts.");

    /// <summary>Makes the key of a host.</summary>
    /// <param name="frontendApi">Host with at least one dot; a port is allowed.</param>
    /// <param name="isDevelopment">Whether the instance is a development one.</param>
    /// <exception cref="ArgumentException">The host has no dot or holds a <c>$</c>.</exception>
    public static PublishableKey For(string frontendApi, bool isDevelopment)
    {
        ArgumentNullException.ThrowIfNull(frontendApi);
        if (!frontendApi.Contains('.', StringComparison.Ordinal) || frontendApi.Contains('$', StringComparison.Ordinal))
        {
            throw new ArgumentException($"'{frontendApi}' cannot stand in a publishable key: a host with a dot is needed.", nameof(frontendApi));
        }

        string encoded = Convert.ToBase64String(Encoding.UTF8.GetBytes(frontendApi + "$")).TrimEnd('=');
        return new PublishableKey((isDevelopment ? "pk_test_" : "pk_live_") + encoded, isDevelopment, frontendApi);
    }

    /// <summary>Reads a key; false when it is not one.</summary>
    /// <param name="value">The key as configured.</param>
    /// <param name="key">The key read.</param>
    public static bool TryParse([NotNullWhen(true)] string? value, [NotNullWhen(true)] out PublishableKey? key)
    {
        key = null;
        if (value is null || value.Length > 1024)
        {
            return false;
        }

        bool test = value.StartsWith("pk_test_", StringComparison.Ordinal);
        if (!test && !value.StartsWith("pk_live_", StringComparison.Ordinal))
        {
            return false;
        }

        string encoded = value["pk_test_".Length..].TrimEnd('=');
        Span<byte> buffer = stackalloc byte[1024];
        if (encoded.Length == 0 || encoded.Contains('_', StringComparison.Ordinal) ||
            !Convert.TryFromBase64String(encoded.PadRight((encoded.Length + 3) / 4 * 4, '='), buffer, out int length))
        {
            return false;
        }

        string decoded = Encoding.UTF8.GetString(buffer[..length]);
        if (!decoded.EndsWith('$') || decoded.IndexOf('$', StringComparison.Ordinal) != decoded.Length - 1 || !decoded.Contains('.', StringComparison.Ordinal))
        {
            return false;
        }

        key = new PublishableKey(value, test, decoded[..^1]);
        return true;
    }

    /// <inheritdoc />
    public override string ToString() => Value;

    private string ReplaceFirst(string old, string replacement) =>
        FrontendApi.IndexOf(old, StringComparison.Ordinal) is >= 0 and var at
            ? string.Concat(FrontendApi.AsSpan(0, at), replacement, FrontendApi.AsSpan(at + old.Length))
            : FrontendApi;
}

/// <summary>The cookie suffix of an instance (WIRE §3).</summary>
public static class CookieSuffix
{
    /// <summary>First eight characters of the URL-safe Base64 of SHA-1 over the publishable key.</summary>
    /// <param name="publishableKey">The whole key as text.</param>
    public static string Of(string publishableKey)
    {
#pragma warning disable RS0030, CA5350 // the protocol fixes SHA-1 here; it separates names and protects nothing
        byte[] digest = System.Security.Cryptography.SHA1.HashData(Encoding.UTF8.GetBytes(publishableKey));
#pragma warning restore RS0030, CA5350
        return Base64Url.EncodeToString(digest)[..8];
    }
}
