namespace Foyer.Server;

/// <summary>What can be wrong with any request, before a feature has looked at it.</summary>
internal static class RequestFaults
{
    public static readonly Fault NotFound = new(404, "resource_not_found", "Resource not found", "There is no such resource, or it is not yours.");

    public static readonly Fault MethodNotAllowed = new(405, "method_not_allowed", "Method not allowed", "This resource does not know the method of the request.");

    public static readonly Fault Malformed = new(400, "request_body_invalid", "Request body invalid", "The body or the query of the request cannot be read.");

    public static readonly Fault TooLarge = new(413, "request_body_too_large", "Request body too large", "The body of the request is larger than this operation accepts.");

    public static readonly Fault UnsupportedMediaType = new(415, "unsupported_content_type", "Unsupported content type", "Send the body as a form or as JSON, in UTF-8.");

    public static readonly Fault Unavailable = new(503, "service_unavailable", "Service unavailable", "The server cannot answer at the moment. Try again shortly.") { RetryAfter = 2 };

    public static readonly Fault Internal = new(500, "internal_error", "Internal error", "Something went wrong on the server. The trace id finds it in the log.");

    public static readonly Fault TooManyRequests = new(429, "too_many_requests", "Too many requests", "Too many requests at the moment. Wait a little and try again.") { RetryAfter = 1 };

    public static readonly Fault AuthenticationInvalid = new(401, "authentication_invalid", "Invalid authentication", "The request carries no valid credential for this operation.");

    public static readonly Fault SecretKeyInvalid = new(401, "clerk_key_invalid", "Invalid secret key", "The secret key is not known to this server. Check the key and the server's address.");

    public static readonly Fault InvalidHost = new(400, "invalid_host", "Invalid host", "No instance of this server answers to the host of the request.");

    public static readonly Fault OriginInvalid = new(400, "origin_invalid", "Invalid origin", "The request's Origin is not among the allowed origins of this instance.");

    public static readonly Fault NativeApiDisabled = new(400, "native_api_disabled", "Native apps are off", "Native apps may not call this instance: switch native_settings.api_enabled on.");

    public static readonly Fault CredentialAmbiguous = new(401, "authentication_invalid", "Invalid authentication", "The request carries two different client credentials.");

    public static readonly Fault RedirectUrlInvalid = new(400, "redirect_url_invalid", "Invalid redirect URL", "The redirect URL is not among the allowed origins of this instance.");

    private static readonly Fault ParamNil = new(422, "form_param_nil", "is missing", "A required parameter is missing or empty.");

    private static readonly Fault ParamFormat = new(422, "form_param_format_invalid", "is invalid", "A parameter does not have the form it must have.");

    private static readonly Fault ParamValue = new(422, "form_param_value_invalid", "is invalid", "A parameter is not one of the values it may have.");

    private static readonly Fault ParamType = new(422, "form_param_type_invalid", "is of the wrong type", "A parameter has the wrong type.");

    private static readonly Fault ParamTooLong = new(422, "form_param_max_length_exceeded", "is too long", "A parameter is longer than it may be.");

    private static readonly Fault ParamUnknown = new(422, "form_param_unknown", "is unknown", "The operation does not know a parameter of this name.");

    private static readonly Fault ParamDuplicate = new(422, "form_param_duplicate", "is given twice", "A parameter that takes one value was given several.");

    private static readonly Fault NotBuilt = new(422, "feature_not_available", "is not available", "This server does not offer the feature this parameter belongs to.");

    public static Fault Missing(string name) => Named(ParamNil, name);

    public static Fault Format(string name) => Named(ParamFormat, name);

    public static Fault Value(string name) => Named(ParamValue, name);

    public static Fault Type(string name) => Named(ParamType, name);

    public static Fault TooLong(string name) => Named(ParamTooLong, name);

    public static Fault Unknown(string name) => Named(ParamUnknown, name);

    public static Fault Duplicate(string name) => Named(ParamDuplicate, name);

    public static Fault NotAvailable(string name) => Named(NotBuilt, name);

    /// <summary>Names the parameter in the words too, for callers that show them; hostile names are cut short.</summary>
    private static Fault Named(Fault fault, string name)
    {
        string shown = name.Length > 64 ? name[..64] : name;
        return (fault with { Message = $"{shown} {fault.Message}" }).At(shown);
    }
}
