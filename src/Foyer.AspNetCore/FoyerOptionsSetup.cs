using System.Globalization;
using Foyer.Backend;
using Foyer.Contracts;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Options;

namespace Foyer.AspNetCore;

/// <summary>Fills what the configuration section left open from the variables an app of the protocol has set anyway.</summary>
internal sealed class FoyerOptionsFromEnvironment(IConfiguration configuration) : IConfigureOptions<FoyerOptions>
{
    public void Configure(FoyerOptions options)
    {
        options.PublishableKey = Or(options.PublishableKey, "CLERK_PUBLISHABLE_KEY");
        options.SecretKey = Or(options.SecretKey, "CLERK_SECRET_KEY");
        options.JwtKey = Or(options.JwtKey, "CLERK_JWT_KEY");
        options.ApiUrl = Or(options.ApiUrl, "CLERK_API_URL");
        options.ProxyUrl = Or(options.ProxyUrl, "CLERK_PROXY_URL");
        options.SignInUrl = Or(options.SignInUrl, "CLERK_SIGN_IN_URL");
        options.SignUpUrl = Or(options.SignUpUrl, "CLERK_SIGN_UP_URL");
        options.AfterSignInUrl = Or(options.AfterSignInUrl, "CLERK_SIGN_IN_FALLBACK_REDIRECT_URL");
        options.AfterSignUpUrl = Or(options.AfterSignUpUrl, "CLERK_SIGN_UP_FALLBACK_REDIRECT_URL");
        options.Domain = Or(options.Domain, "CLERK_DOMAIN");
        options.IsSatellite |= configuration["CLERK_IS_SATELLITE"] is { } satellite && satellite.Equals("true", StringComparison.OrdinalIgnoreCase);
    }

    private string? Or(string? value, string variable)
    {
        string? found = string.IsNullOrWhiteSpace(value) ? configuration[variable] : value;
        return string.IsNullOrWhiteSpace(found) ? null : found.Trim();
    }
}

/// <summary>Checks the options at start; each refusal says what to write where.</summary>
internal sealed class FoyerOptionsValidator(IEnumerable<IEmbeddedFoyer> embedded) : IValidateOptions<FoyerOptions>
{
    public ValidateOptionsResult Validate(string? name, FoyerOptions options)
    {
        List<string> wrong = [.. embedded.Any() ? [] : Keys(options), .. Urls(options), .. Patterns(options)];
        if (options.ClockSkew < TimeSpan.Zero || options.ClockSkew > TimeSpan.FromMinutes(5))
        {
            wrong.Add(string.Create(CultureInfo.InvariantCulture, $"Foyer:ClockSkew is {options.ClockSkew}; it may be 00:00:00 to 00:05:00."));
        }

        return wrong.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(wrong);
    }

    private static IEnumerable<string> Keys(FoyerOptions options)
    {
        if (options.PublishableKey is null)
        {
            yield return "Foyer has no publishable key: write the pk_… that 'foyer keys' prints to Foyer:PublishableKey in appsettings.json, or to CLERK_PUBLISHABLE_KEY in the environment.";
        }

        bool isKey = PublishableKey.TryParse(options.PublishableKey, out PublishableKey? key);
        if (options.PublishableKey is not null && !isKey)
        {
            yield return "Foyer:PublishableKey (or CLERK_PUBLISHABLE_KEY) is no publishable key: it begins with pk_test_ or pk_live_; copy it whole from 'foyer keys'.";
        }

        if (options.SecretKey is null && options.JwtKey is null)
        {
            yield return "Foyer has no secret key: keep the sk_… that 'foyer keys' prints in CLERK_SECRET_KEY of the environment, or in Foyer:SecretKey of the user secrets. An app that only verifies tokens may set Foyer:JwtKey instead.";
        }
        else if (options.SecretKey is { } secret)
        {
            if (!secret.StartsWith("sk_test_", StringComparison.Ordinal) && !secret.StartsWith("sk_live_", StringComparison.Ordinal))
            {
                yield return "Foyer:SecretKey (or CLERK_SECRET_KEY) is no secret key: it begins with sk_test_ or sk_live_; copy it whole from 'foyer keys'.";
            }
            else if (key is not null && key.IsDevelopment != secret.StartsWith("sk_test_", StringComparison.Ordinal))
            {
                yield return "Foyer:PublishableKey and Foyer:SecretKey belong to different instances: one is for development (pk_test_, sk_test_), the other for production (pk_live_, sk_live_).";
            }
        }

        if (options.JwtKey is { } pem && Refusal(() => TokenKeys.FromPem(pem)) is { } refusal)
        {
            yield return "Foyer:JwtKey (or CLERK_JWT_KEY): " + refusal;
        }
    }

    private static IEnumerable<string> Urls(FoyerOptions options)
    {
        if (options.ApiUrl is { } api && !IsHttp(api))
        {
            yield return $"Foyer:ApiUrl (or CLERK_API_URL) is '{api}'; it must be the absolute http or https URL of the Foyer server, for example http://localhost:5080.";
        }

        foreach (var (name, url) in new[]
        {
            ("ProxyUrl", options.ProxyUrl), ("SignInUrl", options.SignInUrl), ("SignUpUrl", options.SignUpUrl),
            ("AfterSignInUrl", options.AfterSignInUrl), ("AfterSignUpUrl", options.AfterSignUpUrl),
        })
        {
            if (url is not null && !IsHttp(url) && !ReturnUrl.IsLocalPath(url))
            {
                yield return $"Foyer:{name} is '{url}'; it must be a path of this app, such as /sign-in, or an absolute http or https URL.";
            }
        }

        foreach (string party in options.AuthorizedParties.Where(party => !IsHttp(party) || !new Uri(party).GetLeftPart(UriPartial.Authority).Equals(party, StringComparison.Ordinal)))
        {
            yield return $"Foyer:AuthorizedParties has '{party}'; an entry is an origin, such as https://app.example, in lower case and without path.";
        }

        if (options.IsSatellite && options.Domain is null && options.ProxyUrl is null)
        {
            yield return "Foyer:IsSatellite needs Foyer:Domain (the satellite's own domain) or Foyer:ProxyUrl.";
        }
    }

    private static IEnumerable<string> Patterns(FoyerOptions options) =>
        from pattern in (IEnumerable<string>)[.. options.ProtectedRoutes, .. options.OrganizationPatterns, .. options.PersonalAccountPatterns]
        let refusal = Refusal(() => new PathPattern(pattern))
        where refusal is not null
        select refusal;

    private static bool IsHttp(string url) => Uri.TryCreate(url, UriKind.Absolute, out Uri? parsed) && parsed.Scheme is "http" or "https";

    private static string? Refusal(Func<object> read)
    {
        try
        {
            read();
            return null;
        }
        catch (ArgumentException refused)
        {
            return refused.Message;
        }
    }
}
