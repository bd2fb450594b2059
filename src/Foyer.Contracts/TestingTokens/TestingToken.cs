namespace Foyer.Contracts;

/// <summary>Lets automated tests past bot protection (WIRE §15).</summary>
public sealed record TestingToken
{
    /// <summary>Always <c>testing_token</c>.</summary>
    public string Object { get; } = "testing_token";

    /// <summary>Goes into the query as <c>__clerk_testing_token</c>.</summary>
    public required string Token { get; init; }

    /// <summary>When it ends, in Unix <b>seconds</b>; one hour after it was made.</summary>
    public required long ExpiresAt { get; init; }
}
