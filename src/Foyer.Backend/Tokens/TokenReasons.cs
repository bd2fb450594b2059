namespace Foyer.Backend;

/// <summary>Why a token was refused: stable names, part of the protocol (WIRE §4.2). Logged and told to operators, never to strangers.</summary>
public static class TokenReasons
{
    /// <summary>Not three strict base64url parts of JSON, a wrong media type, or extensions this verifier does not know.</summary>
    public const string Invalid = "token-invalid";

    /// <summary>The header asks for another algorithm than the key's.</summary>
    public const string InvalidAlgorithm = "token-invalid-algorithm";

    /// <summary>The signature is not the key's.</summary>
    public const string InvalidSignature = "token-invalid-signature";

    /// <summary>Its time is over.</summary>
    public const string Expired = "token-expired";

    /// <summary>Its time has not come; see the clock skew allowed.</summary>
    public const string NotActiveYet = "token-not-active-yet";

    /// <summary>Issued in the future; see the clock skew allowed.</summary>
    public const string IssuedInTheFuture = "token-iat-in-the-future";

    /// <summary>Made for an app that is not among the authorized parties.</summary>
    public const string InvalidAuthorizedParties = "token-invalid-authorized-parties";

    /// <summary>Signed as it should be, but a claim that must be there is missing or of the wrong type.</summary>
    public const string VerificationFailed = "token-verification-failed";

    /// <summary>A good token of another kind: a template's or a machine's, where a session's is needed (WIRE §5.2).</summary>
    public const string TypeMismatch = "token-type-mismatch";

    /// <summary>No key with the token's <c>kid</c>.</summary>
    public const string KeyMismatch = "jwk-kid-mismatch";

    /// <summary>The keys could not be read from the Backend API.</summary>
    public const string KeysFailedToLoad = "jwk-remote-failed-to-load";

    /// <summary>The Backend API has no key that can be used.</summary>
    public const string KeysMissing = "jwk-remote-missing";

    /// <summary>The Backend API does not know the secret key.</summary>
    public const string SecretKeyInvalid = "secret-key-invalid";
}
