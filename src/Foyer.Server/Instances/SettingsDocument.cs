using System.Text.Json;
using System.Text.Json.Nodes;
using Foyer.Contracts;
using Foyer.Server.Claims;

namespace Foyer.Server.Instances;

/// <summary>
/// Lays an operator's settings over the defaults. An unknown name, a value of the wrong type or range, or a switch
/// whose feature is not built yet is refused with its path: nothing is silently ignored.
/// </summary>
internal static class SettingsDocument
{
    /// <summary>What may differ from its default today. A trailing <c>*</c> covers all below.</summary>
    private static readonly string[] Built =
    [
        "auth_config.single_session_mode", "auth_config.reverification", "auth_config.native_settings.api_enabled", "auth_config.native_settings.trusted_device_sign_in_enabled",
        "auth_config.native_settings.trusted_device_enrollment_prompt_after_sign_in_enabled", "auth_config.native_settings.trusted_device_enrollment_prompt_after_sign_up_enabled",
        "user_settings.sign_up.mfa.required", "auth_config.test_mode", "auth_config.preferred_channels.*",
        "display_config.theme.*", "display_config.preferred_sign_in_strategy", "display_config.logo_image_url", "display_config.favicon_image_url",
        "display_config.logo_url", "display_config.favicon_url", "display_config.logo_link_url", "display_config.support_email", "display_config.help_url",
        "display_config.privacy_policy_url", "display_config.terms_url", "display_config.clerk_js_version", "display_config.application_name",
        "display_config.home_url", "display_config.sign_in_url", "display_config.sign_up_url", "display_config.user_profile_url",
        "display_config.after_sign_in_url", "display_config.after_sign_up_url", "display_config.after_sign_out_one_url", "display_config.after_sign_out_all_url",
        "user_settings.attributes.email_address.enabled", "user_settings.attributes.email_address.required",
        "user_settings.attributes.email_address.used_for_first_factor", "user_settings.attributes.email_address.verify_at_sign_up",
        "user_settings.attributes.email_address.first_factors", "user_settings.attributes.email_address.verifications",
        "user_settings.attributes.phone_number.enabled", "user_settings.attributes.phone_number.required", "user_settings.attributes.phone_number.used_for_first_factor",
        "user_settings.attributes.phone_number.first_factors", "user_settings.attributes.phone_number.used_for_second_factor",
        "user_settings.attributes.phone_number.second_factors", "user_settings.attributes.phone_number.verifications",
        "user_settings.attributes.phone_number.verify_at_sign_up", "user_settings.attributes.phone_number.channels",
        "user_settings.attributes.username.enabled", "user_settings.attributes.username.required", "user_settings.attributes.username.used_for_first_factor",
        "user_settings.attributes.first_name.enabled", "user_settings.attributes.first_name.required",
        "user_settings.attributes.last_name.enabled", "user_settings.attributes.last_name.required",
        "user_settings.attributes.password.enabled", "user_settings.attributes.password.required",
        "user_settings.sign_up.mode", "user_settings.sign_up.legal_consent_enabled", "user_settings.sign_up.custom_fields",
        "user_settings.sign_up.captcha_enabled", "display_config.captcha_oauth_bypass", "bot_protection.*",
        "display_config.captcha_public_key", "display_config.captcha_public_key_invisible", "display_config.captcha_widget_type", "user_settings.sign_up.captcha_widget_type",
        "user_settings.attributes.passkey.enabled", "user_settings.attributes.authenticator_app.enabled", "user_settings.attributes.backup_code.enabled",
        "user_settings.attributes.web3_wallet.enabled", "user_settings.attributes.web3_wallet.required", "user_settings.attributes.web3_wallet.used_for_first_factor",
        "user_settings.attributes.web3_wallet.first_factors", "user_settings.passkey_settings.*",
        "user_settings.restrictions.block_email_subaddresses.enabled", "user_settings.restrictions.allowlist.enabled", "user_settings.restrictions.blocklist.enabled",
        "user_settings.restrictions.block_disposable_email_domains.enabled", "user_settings.restrictions.ignore_dots_for_gmail_addresses.enabled",
        "user_settings.restrictions.allowlist_blocklist_disabled_on_sign_in.enabled",
        "user_settings.password_settings.min_length", "user_settings.password_settings.max_length", "user_settings.password_settings.require_special_char",
        "user_settings.password_settings.require_numbers", "user_settings.password_settings.require_uppercase", "user_settings.password_settings.require_lowercase",
        "user_settings.password_settings.allowed_special_characters",
        "user_settings.password_settings.disable_hibp", "user_settings.password_settings.enforce_hibp_on_sign_in",
        "user_settings.password_settings.show_zxcvbn", "user_settings.password_settings.min_zxcvbn_strength", "user_settings.password_settings.disable_password_reverification",
        "user_settings.username_settings.*", "user_settings.actions.delete_self", "user_settings.attack_protection.user_lockout.*",
        "user_settings.attack_protection.email_link.require_same_client", "user_settings.attack_protection.enumeration_protection.enabled", "client_trust.enabled",
        "maintenance_mode", "client_debug_mode",
        "user_settings.social.*", "social.*",
        "session_token.lifetime_in_seconds", "session_token.claims", "sessions.maximum_lifetime_in_seconds", "sessions.inactivity_timeout_in_seconds", "messages.resend_cooldown_in_seconds",
        "messages.email.*", "messages.sms.*", "messages.templates.*",
        "rate_limits.*", "native_apps.redirect_urls", "allowed_origins",
    ];

    /// <summary>Groups whose members the operator names, with what a member is.</summary>
    private static readonly Dictionary<string, JsonNode> Open = new(StringComparer.Ordinal)
    {
        ["auth_config.preferred_channels"] = JsonValue.Create(""),
    };

    /// <summary>Groups whose names are the operator's own: taken whole.</summary>
    private static readonly string[] Free = ["session_token.claims"];

    private static readonly (string Path, long Min, long Max)[] Ranges =
    [
        ("user_settings.password_settings.min_length", 8, 72), ("user_settings.password_settings.max_length", 8, 72),
        ("user_settings.password_settings.min_zxcvbn_strength", 0, 4),
        ("user_settings.username_settings.min_length", 4, 64), ("user_settings.username_settings.max_length", 4, 64),
        ("user_settings.attack_protection.user_lockout.max_attempts", 1, 100), ("user_settings.attack_protection.user_lockout.duration_in_minutes", 1, 525_600),
        ("session_token.lifetime_in_seconds", 30, 300), ("sessions.maximum_lifetime_in_seconds", 300, 315_360_000), ("sessions.inactivity_timeout_in_seconds", 60, 315_360_000),
        ("messages.resend_cooldown_in_seconds", 0, 600), ("messages.email.smtp.port", 1, 65_535),
        ("messages.sms.max_per_number_per_hour", 1, 100), ("messages.sms.max_per_range_per_hour", 1, 1000), ("messages.sms.max_per_hour", 1, 1_000_000),
        ("bot_protection.difficulty", 1, 24),
        ("rate_limits.creates", 1, 1_000_000), ("rate_limits.attempts", 1, 1_000_000), ("rate_limits.updates", 1, 1_000_000), ("rate_limits.sends", 1, 1_000_000),
        ("rate_limits.clients", 1, 1_000_000), ("rate_limits.identifiers", 1, 1_000_000), ("rate_limits.failures", 1, 1_000_000), ("rate_limits.backend", 1, 1_000_000),
    ];

    private static readonly (string Path, string[] Values)[] Choices =
    [
        ("display_config.preferred_sign_in_strategy", ["password", "otp"]), ("user_settings.sign_up.mode", ["public", "restricted", "waitlist"]),
        ("user_settings.attributes.phone_number.first_factors", ["phone_code"]), ("user_settings.attributes.phone_number.second_factors", ["phone_code"]),
        ("user_settings.attributes.phone_number.verifications", ["phone_code"]), ("user_settings.attributes.phone_number.channels", ["sms", "whatsapp"]),
        ("messages.email.provider", ["", "smtp", "resend", "postmark", "webhook"]), ("messages.email.smtp.security", ["starttls", "none"]),
        ("messages.sms.provider", ["", "twilio", "webhook"]),
        ("user_settings.attributes.email_address.first_factors", ["email_code", "email_link"]), ("user_settings.attributes.email_address.verifications", ["email_code", "email_link"]),
        ("user_settings.attributes.web3_wallet.first_factors", ["web3_metamask_signature", "web3_base_signature", "web3_coinbase_wallet_signature", "web3_okx_wallet_signature", "web3_solana_signature"]),
    ];

    public static InstanceSettings Default { get; } = new();

    /// <summary>The defaults with <paramref name="changes"/> laid over them.</summary>
    /// <param name="changes">The operator's document; null for none.</param>
    /// <param name="isDevelopment">Test mode is a development thing.</param>
    /// <exception cref="SettingsException">Something in the document is refused.</exception>
    public static InstanceSettings Apply(JsonObject? changes, bool isDevelopment)
    {
        JsonObject document = JsonSerializer.SerializeToNode(Default, SettingsJson.Default.InstanceSettings)!.AsObject();
        SocialSettingsRules.Seed(document, changes ?? []);
        Overlay(document, changes ?? [], "");
        foreach ((string path, long min, long max) in Ranges)
        {
            if (At(document, path) is JsonValue value && value.GetValue<long>() is var number && (number < min || number > max))
            {
                throw new SettingsException(path, $"must be between {min} and {max}");
            }
        }

        foreach ((string path, string[] values) in Choices)
        {
            IEnumerable<string> given = At(document, path) is JsonArray list ? list.Select(item => item?.GetValue<string>() ?? "") : [At(document, path)!.GetValue<string>()];
            if (given.FirstOrDefault(item => !values.Contains(item)) is { } wrong)
            {
                throw new SettingsException(path, $"does not know '{wrong}'; it can be {string.Join(" or ", values)}");
            }
        }

        CustomFieldList.Complete(At(document, "user_settings.sign_up.custom_fields")!.AsArray(), "user_settings.sign_up.custom_fields");
        InstanceSettings settings = FactorSettings.Complete(document.Deserialize(SettingsJson.Default.InstanceSettings)!);
        Check(settings, isDevelopment);
        return settings with { AuthConfig = settings.AuthConfig with { TestMode = settings.AuthConfig.TestMode ?? isDevelopment } };
    }

    private static void Check(InstanceSettings settings, bool isDevelopment)
    {
        if (settings.AuthConfig.TestMode == true && !isDevelopment)
        {
            throw new SettingsException("auth_config.test_mode", "cannot be on in production: its code is known to everybody");
        }

        SocialSettingsRules.Check(settings);
        if (settings.UserSettings.SignUp.CaptchaEnabled && !settings.BotProtection.ProofOfWork && settings.BotProtection.TurnstileSecretKey.Length == 0)
        {
            throw new SettingsException("user_settings.sign_up.captcha_enabled", "needs bot_protection.proof_of_work or bot_protection.turnstile_secret_key: nobody could sign up");
        }

        if (settings.BotProtection.TurnstileSecretKey.Length > 0 && !Uri.TryCreate(settings.BotProtection.TurnstileUrl, UriKind.Absolute, out _))
        {
            throw new SettingsException("bot_protection.turnstile_url", "must be an absolute address");
        }

        var attributes = settings.UserSettings.Attributes;
        if (settings.UserSettings.PasswordSettings.MinLength > settings.UserSettings.PasswordSettings.MaxLength)
        {
            throw new SettingsException("user_settings.password_settings.min_length", "is larger than max_length");
        }

        if (attributes.Web3Wallet is { Enabled: true, FirstFactors.Count: 0 })
        {
            throw new SettingsException("user_settings.attributes.web3_wallet.first_factors", "must hold at least one web3_… signature when wallets are on");
        }

        UserAttribute[] identifiers = [attributes.EmailAddress, attributes.PhoneNumber, attributes.Username, attributes.Web3Wallet];
        UserAttribute[] provable = [attributes.EmailAddress, attributes.PhoneNumber, attributes.Web3Wallet];
        bool isSocial = settings.UserSettings.Social.Values.Any(connection => connection is { Enabled: true, Authenticatable: true });
        bool canIdentify = isSocial || attributes.Passkey.Enabled || identifiers.Any(attribute => attribute is { Enabled: true, UsedForFirstFactor: true });
        bool canProve = isSocial || attributes.Passkey.Enabled || attributes.Password.Enabled || provable.Any(attribute => attribute.Enabled && attribute.FirstFactors.Count > 0);
        if (!canIdentify || !canProve)
        {
            throw new SettingsException("user_settings.attributes", "leaves no way to sign in: enable an identifier that is used for the first factor, and a password, a code or link, a passkey or a social connection");
        }

        if (!ClaimsTemplate.TryParse(settings.SessionToken.Claims, ClaimsKind.Session, out _, out ClaimsProblem? problem))
        {
            throw new SettingsException("session_token.claims", problem.Text);
        }

        bool offersSecondFactor = attributes.AuthenticatorApp.Enabled || attributes.PhoneNumber is { Enabled: true, UsedForSecondFactor: true };
        if (settings.UserSettings.SignUp.Mfa.Required && !offersSecondFactor)
        {
            throw new SettingsException("user_settings.sign_up.mfa.required", "leaves everybody waiting: enable authenticator_app, or phone_number as a second factor");
        }

        if (attributes.EmailAddress.Enabled && attributes.EmailAddress.VerifyAtSignUp && attributes.EmailAddress.Verifications.Count == 0)
        {
            throw new SettingsException("user_settings.attributes.email_address.verifications", "must hold email_code or email_link when verify_at_sign_up is on");
        }

        if (settings.NativeApps.RedirectUrls.FirstOrDefault(url => !NativeRedirect.IsOfAnApp(url) || url.Contains('?') || url.Contains('#')) is { } address)
        {
            throw new SettingsException("native_apps.redirect_urls", $"takes addresses of an app's own scheme, without a query, such as com.example.app://callback; '{address}' is none");
        }

        if (settings.AllowedOrigins.FirstOrDefault(origin => Origins.NormalizeAllowed(origin) != origin) is { } notAnOrigin)
        {
            throw new SettingsException("allowed_origins", $"takes origins like https://app.example.com; '{notAnOrigin}' is none");
        }

        CheckPhoneNumbers(settings, attributes.PhoneNumber);
        Messages.MessageSettingsRules.Check(settings.Messages);
    }

    private static void CheckPhoneNumbers(InstanceSettings settings, UserAttribute phoneNumber)
    {
        if (phoneNumber.Enabled && phoneNumber.VerifyAtSignUp && phoneNumber.Verifications.Count == 0)
        {
            throw new SettingsException("user_settings.attributes.phone_number.verifications", "must hold phone_code when verify_at_sign_up is on");
        }

        if (phoneNumber.Enabled && phoneNumber.Channels.Count == 0)
        {
            throw new SettingsException("user_settings.attributes.phone_number.channels", "must hold sms or whatsapp: codes travel by one of them");
        }

        foreach ((string country, string channel) in settings.AuthConfig.PreferredChannels)
        {
            string path = "auth_config.preferred_channels." + country;
            if (country.Length != 2 || !country.All(char.IsAsciiLetterUpper))
            {
                throw new SettingsException(path, "must be a country as two capital letters");
            }

            if (!phoneNumber.Channels.Contains(channel))
            {
                throw new SettingsException(path, $"must be one of the channels of phone numbers: {string.Join(" or ", phoneNumber.Channels)}");
            }
        }
    }

    private static void Overlay(JsonObject target, JsonObject changes, string path)
    {
        foreach ((string name, JsonNode? value) in changes)
        {
            string here = path.Length == 0 ? name : path + "." + name;
            if (!target.TryGetPropertyValue(name, out JsonNode? current))
            {
                current = Open.TryGetValue(path, out JsonNode? member) ? member.DeepClone() : throw new SettingsException(here, "is not a setting");
                target[name] = current;
            }

            if (current is JsonObject group && value is JsonObject inner && !Free.Contains(here))
            {
                Overlay(group, inner, here);
            }
            else if (!JsonNode.DeepEquals(current, value))
            {
                CheckType(current, value, here);
                CheckBuilt(here);
                target[name] = value?.DeepClone();
            }
        }
    }

    private static void CheckType(JsonNode? current, JsonNode? value, string path)
    {
        static string Kind(JsonNode? node) => node?.GetValueKind() switch
        {
            null or JsonValueKind.Null => "null",
            JsonValueKind.True or JsonValueKind.False => "true or false",
            JsonValueKind.Number => "a number",
            JsonValueKind.String => "text",
            JsonValueKind.Array => "a list",
            _ => "an object",
        };

        // A number that may be absent has null for its default, which tells nothing of its type.
        bool optionalNumber = current is null && value is not null && Array.Exists(Ranges, range => range.Path == path);
        string expected = optionalNumber ? "a number" : Kind(current);
        bool wholeNumber = expected != "a number" || (value is JsonValue number && number.TryGetValue(out long _));
        if (expected != "null" && (Kind(value) != expected || !wholeNumber))
        {
            throw new SettingsException(path, $"must be {expected}");
        }
    }

    private static void CheckBuilt(string path)
    {
        if (!Built.Any(built => built == path || (built.EndsWith('*') && path.StartsWith(built[..^1], StringComparison.Ordinal))))
        {
            throw new SettingsException(path, "belongs to a feature this version does not have yet, or is given by the server");
        }
    }

    private static JsonNode? At(JsonObject document, string path) => path.Split('.').Aggregate((JsonNode?)document, (node, name) => node?[name]);
}

/// <summary>A settings document is refused; the path says where.</summary>
internal sealed class SettingsException(string path, string problem) : Exception($"{path} {problem}.")
{
    public string Path { get; } = path;

    public string Problem { get; } = problem;
}
