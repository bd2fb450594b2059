using Foyer.Contracts;

namespace Foyer.Backend;

/// <summary>
/// What authenticating a request came to: <see cref="SignedIn"/>, <see cref="SignedOut"/> or <see cref="Handshake"/>.
/// Whatever it is, the host adds <see cref="ResponseHeaders"/> to its answer, and when <see cref="Location"/> is set
/// answers 307 with nothing else.
/// </summary>
public abstract record AuthOutcome
{
    private AuthOutcome(string status) => Status = status;

    /// <summary><c>signed-in</c>, <c>signed-out</c> or <c>handshake</c>.</summary>
    public string Status { get; }

    /// <summary>Why, as a stable name (WIRE §4.2); null when signed in.</summary>
    public string? Reason { get; init; }

    /// <summary>Why, in words for the developer; null when the reason says it all.</summary>
    public string? Message { get; init; }

    /// <summary>Where to send the browser before anything else; null to go on with the request.</summary>
    public string? Location { get; init; }

    /// <summary>Whole <c>Set-Cookie</c> values, in order.</summary>
    public IReadOnlyList<string> SetCookies { get; init; } = [];

    /// <summary>Headers to append to the answer, <c>Set-Cookie</c> once for each cookie.</summary>
    public IEnumerable<KeyValuePair<string, string>> ResponseHeaders
    {
        get
        {
            yield return KeyValuePair.Create(HeaderNames.AuthStatus, Status);
            if (Reason is not null)
            {
                yield return KeyValuePair.Create(HeaderNames.AuthReason, Reason);
            }

            if (Message is not null)
            {
                yield return KeyValuePair.Create(HeaderNames.AuthMessage, Message);
            }

            if (Location is not null)
            {
                yield return KeyValuePair.Create("Location", Location);
            }

            if (Location is not null || SetCookies.Count > 0)
            {
                yield return KeyValuePair.Create("Cache-Control", "no-store");
            }

            foreach (string cookie in SetCookies)
            {
                yield return KeyValuePair.Create("Set-Cookie", cookie);
            }
        }
    }

    /// <summary>A good session token.</summary>
    public sealed record SignedIn : AuthOutcome
    {
        internal SignedIn(string token, SessionClaims claims)
            : base("signed-in")
        {
            Token = token;
            Claims = claims;
        }

        /// <summary>The token that was verified.</summary>
        public string Token { get; }

        /// <summary>Its claims.</summary>
        public SessionClaims Claims { get; }

        /// <summary>Who that is. A session still pending has a good token and yet counts as signed out here.</summary>
        public AuthState Auth => Claims.ToAuthState();

        /// <summary>Keeps the token out of logs.</summary>
        public override string ToString() => $"SignedIn {{ {Claims.Sub} }}";
    }

    /// <summary>No session, or none that can be believed.</summary>
    public sealed record SignedOut : AuthOutcome
    {
        internal SignedOut(string reason)
            : base("signed-out") => Reason = reason;
    }

    /// <summary>Nobody can say without the server: the browser must go there and come back (WIRE §4.3).</summary>
    public sealed record Handshake : AuthOutcome
    {
        internal Handshake(string reason, string location)
            : base("handshake")
        {
            Reason = reason;
            Location = location;
        }
    }
}
