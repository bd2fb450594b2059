namespace Foyer.Contracts;

/// <summary>Keys for an app that starts without any, as the official SDKs ask for them in development (WIRE §4.8).</summary>
public sealed record AccountlessApplication
{
    /// <summary>Always <c>accountless_application</c>.</summary>
    public string Object { get; } = "accountless_application";

    /// <summary>Prefix <c>pk_test_</c>.</summary>
    public required string PublishableKey { get; init; }

    /// <summary>Prefix <c>sk_test_</c>.</summary>
    public required string SecretKey { get; init; }

    /// <summary>Where the SDK's prompt leads to: the server's own pages, for here there is nothing to claim.</summary>
    public required string ClaimUrl { get; init; }

    /// <summary>Where the SDK sends people to read their keys.</summary>
    public required string ApiKeysUrl { get; init; }
}
