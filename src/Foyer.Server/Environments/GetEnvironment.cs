using System.Collections.Concurrent;
using System.Security.Cryptography;
using System.Text.Json;
using Foyer.Contracts;
using Foyer.Server.Instances;
using Foyer.Server.SocialProviders;
using Foyer.Server.Surfaces;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;

namespace Foyer.Server.Environments;

/// <summary><c>GET</c> and <c>PATCH /v1/environment</c>: the public part of the settings, bare (WIRE §11). Ready in bytes per public address.</summary>
internal static class GetEnvironment
{
    public static void Add(IServiceCollection services) => services.AddSingleton<EnvironmentDocuments>();

    public static void Map(RouteGroupBuilder frontend)
    {
        frontend.MapGet("/environment", Handle);
        frontend.MapPatch("/environment", Handle);
    }

    private static IResult Handle(FrontendCall call, EnvironmentDocuments documents, HttpRequest request)
    {
        (byte[] utf8, string etag) = documents.Of(call.Instance, call.PublicUrl);
        call.Response.Headers.ETag = etag;
        call.Response.Headers.CacheControl = "no-cache";
        bool unchanged = HttpMethods.IsGet(request.Method) && request.Headers.IfNoneMatch == etag;
        return unchanged ? Results.StatusCode(StatusCodes.Status304NotModified) : new WireBytes(utf8);
    }
}

/// <summary>Environment documents as bytes, made once per instance and public address.</summary>
internal sealed class EnvironmentDocuments
{
    private const int Capacity = 1000;
    private readonly ConcurrentDictionary<(Instance Instance, string Base), (byte[] Utf8, string ETag)> _made = new();

    public (byte[] Utf8, string ETag) Of(Instance instance, PublicUrl publicUrl)
    {
        if (_made.TryGetValue((instance, publicUrl.Base), out (byte[] Utf8, string ETag) document))
        {
            return document;
        }

        if (_made.Count >= Capacity)
        {
            _made.Clear();
        }

        byte[] utf8 = JsonSerializer.SerializeToUtf8Bytes(EnvironmentView.Of(instance, publicUrl), WireJson.Default.EnvironmentResource);
        return _made[(instance, publicUrl.Base)] = (utf8, $"\"{Convert.ToHexStringLower(SHA256.HashData(utf8).AsSpan(0, 12))}\"");
    }
}

/// <summary>Projects an instance's settings to what browsers may know. Pure.</summary>
internal static class EnvironmentView
{
    public static EnvironmentResource Of(Instance instance, PublicUrl self)
    {
        InstanceSettings settings = instance.Settings;
        string id = instance.Id[(instance.Id.IndexOf('_', StringComparison.Ordinal) + 1)..];
        return new EnvironmentResource
        {
            Id = "env_" + id,
            AuthConfig = Auth(settings) with { Id = "aconf_" + id },
            DisplayConfig = Display(instance, self) with { Id = "dconf_" + id },
            UserSettings = settings.UserSettings with
            {
                Attributes = settings.UserSettings.Attributes with { Ticket = settings.UserSettings.Attributes.Ticket with { Enabled = true } },
                Social = Social(settings),
                SignUp = settings.UserSettings.SignUp with { AllowlistOnly = settings.UserSettings.Restrictions.Allowlist.Enabled },
            },
            OrganizationSettings = settings.OrganizationSettings,
            FraudSettings = settings.FraudSettings,
            CommerceSettings = settings.CommerceSettings,
            ApiKeysSettings = settings.ApiKeysSettings,
            ProtectConfig = settings.ProtectConfig with { Id = "protect_" + id },
            MaintenanceMode = settings.MaintenanceMode,
            ClientDebugMode = settings.ClientDebugMode,
            PartitionedCookies = settings.PartitionedCookies,
        };
    }

    private static AuthConfig Auth(InstanceSettings settings)
    {
        UserAttributes attributes = settings.UserSettings.Attributes;
        static string Word(UserAttribute attribute) => !attribute.Enabled ? "off" : attribute.Required ? "required" : "on";
        IReadOnlyList<string> identifiers = SignIns.SignInRules.Identifiers(attributes);
        return settings.AuthConfig with
        {
            FirstName = Word(attributes.FirstName),
            LastName = Word(attributes.LastName),
            EmailAddress = Word(attributes.EmailAddress),
            PhoneNumber = Word(attributes.PhoneNumber),
            Username = Word(attributes.Username),
            Password = Word(attributes.Password),
            IdentificationRequirements = [.. identifiers.Select(identifier => new[] { identifier })],
            IdentificationStrategies = identifiers,
            FirstFactors = FirstFactors(settings),
            SecondFactors = [.. attributes.AuthenticatorApp.SecondFactors, .. attributes.PhoneNumber is { Enabled: true, UsedForSecondFactor: true } ? ["phone_code"] : Array.Empty<string>(), .. attributes.BackupCode.SecondFactors],
            EmailAddressVerificationStrategies = attributes.EmailAddress.Verifications,
        };
    }

    /// <summary>Every way a first factor can be proven here, tickets among them.</summary>
    private static string[] FirstFactors(InstanceSettings settings)
    {
        UserAttributes attributes = settings.UserSettings.Attributes;
        bool hasPasswords = attributes.Password.Enabled;
        return
        [
            .. hasPasswords ? ["password"] : Array.Empty<string>(),
            .. new[] { attributes.EmailAddress, attributes.PhoneNumber, attributes.Web3Wallet }.Where(attribute => attribute is { Enabled: true, UsedForFirstFactor: true }).SelectMany(attribute => attribute.FirstFactors),
            .. attributes.Passkey.FirstFactors,
            .. hasPasswords && attributes.EmailAddress.Enabled ? ["reset_password_email_code"] : Array.Empty<string>(),
            .. hasPasswords && attributes.PhoneNumber.Enabled ? ["reset_password_phone_code"] : Array.Empty<string>(),
            .. ConnectionRules.SignInMethods(settings).Select(social => social.Strategy),
            "ticket",
        ];
    }

    private static Dictionary<string, SocialSettings> Social(InstanceSettings settings) =>
        settings.UserSettings.Social.ToDictionary(social => social.Key, social => social.Value with { LogoUrl = social.Value.LogoUrl is { Length: > 0 } logo ? logo : null });

    private static DisplayConfig Display(Instance instance, PublicUrl self)
    {
        DisplayConfig display = instance.Settings.DisplayConfig;
        string home = First(display.HomeUrl, instance.HomeUrl, self.Origin);
        string signIn = Absolute(First(display.SignInUrl, instance.SignInUrl), home) ?? self.Base + "/sign-in";
        string signUp = Absolute(First(display.SignUpUrl, instance.SignUpUrl), home) ?? self.Base + "/sign-up";
        return display with
        {
            InstanceEnvironmentType = instance.IsDevelopment ? "development" : "production",
            ApplicationName = First(display.ApplicationName, instance.ApplicationName),
            HomeUrl = home,
            LogoLinkUrl = First(display.LogoLinkUrl, home),
            SignInUrl = signIn,
            SignUpUrl = signUp,
            UserProfileUrl = Absolute(display.UserProfileUrl, home) ?? self.Base + "/user",
            WaitlistUrl = self.Base + "/waitlist",
            OauthConsentUrl = self.Base + "/oauth-consent",
            AfterSignInUrl = Absolute(display.AfterSignInUrl, home) ?? home,
            AfterSignUpUrl = Absolute(display.AfterSignUpUrl, home) ?? home,
            AfterSignOutOneUrl = Absolute(display.AfterSignOutOneUrl, home) ?? signIn + "#/choose",
            AfterSignOutAllUrl = Absolute(display.AfterSignOutAllUrl, home) ?? signIn,
            AfterSwitchSessionUrl = home,
            AfterJoinWaitlistUrl = home,
            OrganizationProfileUrl = self.Base + "/organization",
            CreateOrganizationUrl = self.Base + "/create-organization",
            AfterLeaveOrganizationUrl = home,
            AfterCreateOrganizationUrl = home,
            ShowDevmodeWarning = instance.IsDevelopment,
            GoogleOneTapClientId = ConnectionRules.Find(instance.Settings, "oauth_google") is { Public.Authenticatable: true } google ? google.Settings.ClientId : null,
        };
    }

    private static string First(params string?[] candidates) => Array.Find(candidates, candidate => !string.IsNullOrEmpty(candidate)) ?? "";

    /// <summary>An address that may be given relative to the app's home.</summary>
    private static string? Absolute(string? url, string home) =>
        string.IsNullOrEmpty(url) ? null : url.StartsWith('/') ? new Uri(new Uri(home), url).AbsoluteUri : url;
}
