using System.Text.Json.Nodes;
using Foyer.Browser.Tests;
using Foyer.Testing;

[assembly: AssemblyFixture(typeof(GuardedFoyer))]
[assembly: AssemblyFixture(typeof(EverythingFoyer))]
[assembly: AssemblyFixture(typeof(SocialFoyer))]
[assembly: AssemblyFixture(typeof(RestrictedFoyer))]
[assembly: AssemblyFixture(typeof(WaitlistFoyer))]
[assembly: AssemblyFixture(typeof(TwoFactorFoyer))]
[assembly: AssemblyFixture(typeof(DiscreetFoyer))]

namespace Foyer.Browser.Tests;

/// <summary>Keeps robots out, and asks at sign-up for everything it can.</summary>
public sealed class GuardedFoyer : FoyerUnderTest
{
    protected override string Settings => """
        {
          "bot_protection": { "difficulty": 10 },
          "display_config": { "terms_url": "https://acme.example/terms", "privacy_policy_url": "https://acme.example/privacy" },
          "user_settings": {
            "attributes": { "username": { "enabled": true, "used_for_first_factor": true } },
            "sign_up": {
              "captcha_enabled": true, "legal_consent_enabled": true,
              "custom_fields": [
                { "key": "company", "required": true, "labels": { "en": "Company", "ar": "الشركة" } },
                { "key": "seats", "type": "number", "labels": { "en": "Seats" } },
                { "key": "plan", "type": "select", "required": true, "labels": { "en": "Plan" }, "options": [ { "value": "free", "labels": { "en": "Free" } }, { "value": "pro" } ] },
                { "key": "about", "type": "textarea", "labels": { "en": "About you" } },
                { "key": "news", "type": "checkbox", "labels": { "en": "Send me news" } }
              ]
            }
          }
        }
        """;
}

/// <summary>Lets people in by every way there is, several of them at a time.</summary>
public sealed class EverythingFoyer : FoyerUnderTest
{
    protected override string Settings => """
        {
          "auth_config": { "single_session_mode": false },
          "user_settings": {
            "attributes": {
              "username": { "enabled": true, "used_for_first_factor": true },
              "email_address": { "first_factors": [ "email_code", "email_link" ], "verifications": [ "email_code" ] },
              "phone_number": { "enabled": true, "used_for_first_factor": true, "first_factors": [ "phone_code" ], "verifications": [ "phone_code" ], "verify_at_sign_up": true },
              "passkey": { "enabled": true },
              "authenticator_app": { "enabled": true },
              "backup_code": { "enabled": true }
            },
            "passkey_settings": { "show_sign_in_button": true, "allow_autofill": true, "sign_up_enabled": true }
          }
        }
        """;
}

/// <summary>Lets people in with an account elsewhere: at a provider of this machine.</summary>
public sealed class SocialFoyer : FoyerUnderTest
{
    /// <summary>Where the accounts are.</summary>
    public FakeIdentityProvider Provider { get; private set; } = null!;

    protected override bool CallsProviderHere => true;

    protected override string Settings
    {
        get
        {
            JsonObject settings = Provider.Settings("oauth_google");
            settings["user_settings"]!["attributes"] = JsonNode.Parse("""{ "password": { "required": false } }""");
            return settings.ToJsonString();
        }
    }

    public override async ValueTask InitializeAsync()
    {
        Provider = await FakeIdentityProvider.StartAsync();
        await base.InitializeAsync();
    }

    public override async ValueTask DisposeAsync()
    {
        await base.DisposeAsync();
        await Provider.DisposeAsync();
    }

    /// <summary>Somebody with an account at the provider; whoever is offered by its consent page is offered first.</summary>
    public FakePerson Newcomer(string firstName, bool? isVerified = true, string? image = null)
    {
        FakePerson person = new() { Subject = $"p{Provider.People.Count}", EmailAddress = Visitor.NewAddress(), EmailAddressVerified = isVerified, FirstName = firstName, LastName = "Elsewhere", ImageUrl = image };
        Provider.People.Add(person);
        return person;
    }
}

/// <summary>Lets in who was invited.</summary>
public sealed class RestrictedFoyer : FoyerUnderTest
{
    protected override string Settings => """{ "display_config": { "support_email": "help@acme.example" }, "user_settings": { "sign_up": { "mode": "restricted" } } }""";
}

/// <summary>Keeps a list of those who wait.</summary>
public sealed class WaitlistFoyer : FoyerUnderTest
{
    protected override string Settings => """{ "user_settings": { "sign_up": { "mode": "waitlist" } } }""";
}

/// <summary>Demands a second factor of everybody.</summary>
public sealed class TwoFactorFoyer : FoyerUnderTest
{
    protected override string Settings => """
        {
          "user_settings": {
            "attributes": {
              "authenticator_app": { "enabled": true },
              "backup_code": { "enabled": true },
              "phone_number": { "enabled": true, "used_for_second_factor": true, "second_factors": [ "phone_code" ], "verifications": [ "phone_code" ] }
            },
            "sign_up": { "mfa": { "required": true } }
          }
        }
        """;
}

/// <summary>Tells nobody who has an account, and trusts no browser it has not seen.</summary>
public sealed class DiscreetFoyer : FoyerUnderTest
{
    protected override string Settings => """{ "client_trust": { "enabled": true }, "user_settings": { "attack_protection": { "enumeration_protection": { "enabled": true } } } }""";
}
