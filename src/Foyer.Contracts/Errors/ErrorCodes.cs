namespace Foyer.Contracts;

/// <summary>Codes of expected failures that callers branch on (WIRE §16). An open set: treat an unknown code as a failure.</summary>
public static class ErrorCodes
{
    /// <summary>404: no such object, or not yours.</summary>
    public const string ResourceNotFound = "resource_not_found";

    /// <summary>401: no valid credential.</summary>
    public const string AuthenticationInvalid = "authentication_invalid";

    /// <summary>401: the secret key is not known here.</summary>
    public const string ClerkKeyInvalid = "clerk_key_invalid";

    /// <summary>401: the dev browser is not known to this development instance; make a new one.</summary>
    public const string DevBrowserUnauthenticated = "dev_browser_unauthenticated";

    /// <summary>400: the request's Origin is not allowed for this instance.</summary>
    public const string OriginInvalid = "origin_invalid";

    /// <summary>400: no instance answers to this host.</summary>
    public const string InvalidHost = "invalid_host";

    /// <summary>422: no account has this identifier.</summary>
    public const string FormIdentifierNotFound = "form_identifier_not_found";

    /// <summary>422: the identifier is taken.</summary>
    public const string FormIdentifierExists = "form_identifier_exists";

    /// <summary>422: wrong password.</summary>
    public const string FormPasswordIncorrect = "form_password_incorrect";

    /// <summary>422: wrong code.</summary>
    public const string FormCodeIncorrect = "form_code_incorrect";

    /// <summary>422: a required parameter is missing or empty.</summary>
    public const string FormParamNil = "form_param_nil";

    /// <summary>422: a parameter is malformed.</summary>
    public const string FormParamFormatInvalid = "form_param_format_invalid";

    /// <summary>422: a parameter is not one of the allowed values.</summary>
    public const string FormParamValueInvalid = "form_param_value_invalid";

    /// <summary>422: the operation has no such parameter.</summary>
    public const string FormParamUnknown = "form_param_unknown";

    /// <summary>400: the verification's time is over; prepare a new one.</summary>
    public const string VerificationExpired = "verification_expired";

    /// <summary>400: too many wrong attempts; prepare a new verification.</summary>
    public const string VerificationFailed = "verification_failed";

    /// <summary>400: the verification is proven already.</summary>
    public const string VerificationAlreadyVerified = "verification_already_verified";

    /// <summary>400: the account cannot use this strategy.</summary>
    public const string StrategyForUserInvalid = "strategy_for_user_invalid";

    /// <summary>400: a session exists already and the instance allows one.</summary>
    public const string SessionExists = "session_exists";

    /// <summary>400: this account is signed in on this client already.</summary>
    public const string IdentifierAlreadySignedIn = "identifier_already_signed_in";

    /// <summary>403: too many failed attempts; see <see cref="ErrorMeta.LockoutExpiresInSeconds"/>.</summary>
    public const string UserLocked = "user_locked";

    /// <summary>403: the account is banned.</summary>
    public const string UserBanned = "user_banned";

    /// <summary>429: too many requests; wait as long as <c>Retry-After</c> says.</summary>
    public const string TooManyRequests = "too_many_requests";
}
