namespace Foyer.Contracts;

/// <summary>A session token, as <c>POST …/tokens</c> answers it: bare, without an envelope (WIRE §5.6).</summary>
/// <param name="Jwt">The signed token; good for 60 seconds by default.</param>
public sealed record TokenResource(string Jwt)
{
    /// <summary>Always <c>token</c>.</summary>
    public string Object { get; } = "token";
}

/// <summary>Cookies an app's server must set, as <c>POST /v1/sessions/{id}/refresh</c> answers them (WIRE §4.5).</summary>
/// <param name="Cookies">Whole <c>Set-Cookie</c> values.</param>
public sealed record CookiesResource(IReadOnlyList<string> Cookies)
{
    /// <summary>Always <c>cookies</c>.</summary>
    public string Object { get; } = "cookies";
}

/// <summary>What a handshake nonce stands for (WIRE §4.3).</summary>
/// <param name="Directives">Whole <c>Set-Cookie</c> values, in the order they must be set.</param>
public sealed record HandshakePayload(IReadOnlyList<string> Directives);

/// <summary>The public keys of an instance (RFC 7517).</summary>
/// <param name="Keys">Current key first; keys on their way out stay until the last token they signed has expired.</param>
public sealed record JwksResource(IReadOnlyList<JsonWebKey> Keys);

/// <summary>One RSA public key (RFC 7517 §4, RFC 7518 §6.3).</summary>
public sealed record JsonWebKey
{
    /// <summary>Always <c>sig</c>.</summary>
    public string Use { get; init; } = "sig";

    /// <summary>Always <c>RSA</c>.</summary>
    public string Kty { get; init; } = "RSA";

    /// <summary>Key id, as in the header of the tokens it signs.</summary>
    public required string Kid { get; init; }

    /// <summary>Always <c>RS256</c>.</summary>
    public string Alg { get; init; } = "RS256";

    /// <summary>Modulus, base64url.</summary>
    public required string N { get; init; }

    /// <summary>Exponent, base64url; always <c>AQAB</c> (WIRE §5.5).</summary>
    public required string E { get; init; }
}

/// <summary>Values of the <c>cat</c> header: which kind of token this is (WIRE §5.2).</summary>
public static class TokenCategories
{
    /// <summary>Session tokens and handshake payloads.</summary>
    public const string Session = "cl_B7d4PD111AAA";

    /// <summary>Tokens made from a JWT template; never a session.</summary>
    public const string JwtTemplate = "cl_B7d4PD222AAA";

    /// <summary>Machine-to-machine tokens.</summary>
    public const string MachineToMachine = "cl_B7d4PD333AAA";

    /// <summary>Tickets: sign-in tokens, actor tokens and invitations. This server's own; no SDK takes one for a session.</summary>
    public const string Ticket = "cl_T7d4PD444FOY";
}
