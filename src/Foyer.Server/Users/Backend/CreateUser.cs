using System.Text.Json;
using Foyer.Contracts;
using Foyer.Server.EmailAddresses;
using Foyer.Server.Instances;
using Foyer.Server.Passwords;
using Foyer.Server.PhoneNumbers;
using Foyer.Server.Surfaces;
using Foyer.Server.Web3Wallets;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Foyer.Server.Users.Backend;

/// <summary><c>POST /v1/users</c>. Identifiers made here count as proven by the operator.</summary>
internal static class CreateUser
{
    private const int MaxText = 256;

    public static void Map(RouteGroupBuilder backend) => backend.MapPost("/users", Handle);

    private static async Task<IResult> Handle(BackendCall call, Database db, UserStore users, ImportedFactors factors, UserAnswers answers, PasswordImport passwords, TimeProvider clock, CancellationToken ct)
    {
        if ((await JsonBody.Read(call.Request, WireJson.Default.CreateUserRequest, ct)).IsFault(out Fault? fault, out CreateUserRequest body) ||
            Check(call.Instance, body, clock.GetUtcNow()).IsFault(out fault, out NewUser user) ||
            factors.Read(body.TotpSecret, body.BackupCodes).IsFault(out fault, out FactorImport import))
        {
            return new FaultResult(fault);
        }

        IEnumerable<string?> identifiers = user.EmailAddresses.Concat(user.PhoneNumbers).Concat(user.Web3Wallets).Select(identifier => identifier.Value).Append(user.Username);
        if ((await passwords.Hash(call.Instance, Given(body), identifiers, ct)).IsFault(out fault, out string? hash))
        {
            return new FaultResult(fault);
        }

        Outcome<string> made = await db.Write(async tx =>
        {
            Outcome<string> inserted = await users.Insert(tx, call.Instance, user with { PasswordHash = hash });
            if (inserted.Fault is null)
            {
                await factors.Apply(tx, call.Instance.Id, inserted.Value, import);
            }

            return inserted;
        }, ct);
        return made.IsFault(out fault, out string id) ? new FaultResult(fault) : await answers.One(call, id, ct);
    }

    private static Outcome<NewUser> Check(Instance instance, CreateUserRequest body, DateTimeOffset now)
    {
        foreach ((string name, string? text) in new[] { ("external_id", body.ExternalId), ("first_name", body.FirstName), ("last_name", body.LastName), ("locale", body.Locale) })
        {
            if (text?.Length > MaxText)
            {
                return RequestFaults.TooLong(name);
            }
        }

        if (Identifiers("email_address", body.EmailAddress, body.EmailAddressIdentificationStatus, EmailAddressRules.Normalize).IsFault(out Fault? fault, out var emails) ||
            Identifiers("phone_number", body.PhoneNumber, body.PhoneNumberIdentificationStatus, PhoneNumberRules.Normalize).IsFault(out fault, out var phones) ||
            Identifiers("web3_wallet", body.Web3Wallet, null, Web3WalletRules.Normalize).IsFault(out fault, out var wallets) ||
            Instant("created_at", body.CreatedAt, now).IsFault(out fault, out DateTimeOffset? createdAt) ||
            Instant("legal_accepted_at", body.LegalAcceptedAt, now).IsFault(out fault, out DateTimeOffset? legalAcceptedAt))
        {
            return fault;
        }

        fault = (body.Username is null ? null : UsernameRules.Check(instance.Settings.UserSettings.UsernameSettings, body.Username)) ??
            PasswordImport.Form(Given(body)) ??
            (body.Password is null || body.SkipPasswordChecks == true ? null : PasswordRules.Check(instance.Settings.UserSettings.PasswordSettings, body.Password)) ??
            (body.PublicMetadata is { } @public ? Metadata.Check(@public, "public_metadata") : null) ??
            (body.PrivateMetadata is { } @private ? Metadata.Check(@private, "private_metadata") : null) ??
            (body.UnsafeMetadata is { } @unsafe ? Metadata.Check(@unsafe, "unsafe_metadata") : null) ??
            (body.CreateOrganizationsLimit < 0 ? RequestFaults.Value("create_organizations_limit") : null) ??
            Requirements(instance, body, emails.Count);
        return fault is not null ? fault : new NewUser
        {
            ExternalId = Blank(body.ExternalId),
            Username = Blank(body.Username),
            FirstName = body.FirstName,
            LastName = body.LastName,
            Locale = body.Locale,
            EmailAddresses = emails,
            PhoneNumbers = phones,
            Web3Wallets = wallets,
            PublicMetadata = Text(body.PublicMetadata),
            PrivateMetadata = Text(body.PrivateMetadata),
            UnsafeMetadata = Text(body.UnsafeMetadata),
            DeleteSelfEnabled = body.DeleteSelfEnabled ?? instance.Settings.UserSettings.Actions.DeleteSelf,
            CreateOrganizationEnabled = body.CreateOrganizationEnabled ?? true,
            CreateOrganizationsLimit = body.CreateOrganizationsLimit,
            BypassClientTrust = body.BypassClientTrust ?? false,
            Banned = body.Banned ?? false,
            LockedUntil = body.Locked == true ? now + TimeSpan.FromMinutes(instance.Settings.UserSettings.AttackProtection.UserLockout.DurationInMinutes) : null,
            LegalAcceptedAt = legalAcceptedAt,
            CreatedAt = createdAt,
        };
    }

    private static GivenPassword Given(CreateUserRequest body) => new(body.Password, body.PasswordDigest, body.PasswordHasher, body.SkipPasswordChecks == true);

    private static Fault? Requirements(Instance instance, CreateUserRequest body, int emails)
    {
        UserAttributes attributes = instance.Settings.UserSettings.Attributes;
        if (attributes.Password is { Enabled: true, Required: true } && body.Password is null && body.PasswordDigest is null && body.SkipPasswordRequirement != true)
        {
            return UserFaults.DataMissing.At("password");
        }

        bool anything = emails > 0 || body.PhoneNumber is { Count: > 0 } || body.Web3Wallet is { Count: > 0 } || !string.IsNullOrEmpty(body.Username);
        return body.SkipUserRequirement == true ? null :
            attributes.EmailAddress is { Enabled: true, Required: true } && emails == 0 ? UserFaults.DataMissing.At("email_address") :
            attributes.PhoneNumber is { Enabled: true, Required: true } && body.PhoneNumber is not { Count: > 0 } ? UserFaults.DataMissing.At("phone_number") :
            attributes.Web3Wallet is { Enabled: true, Required: true } && body.Web3Wallet is not { Count: > 0 } ? UserFaults.DataMissing.At("web3_wallet") :
            attributes.Username is { Enabled: true, Required: true } && string.IsNullOrEmpty(body.Username) ? UserFaults.DataMissing.At("username") :
            instance.Settings.UserSettings.SignUp.LegalConsentEnabled && body.LegalAcceptedAt is null && body.SkipLegalChecks != true ? UserFaults.DataMissing.At("legal_accepted_at") :
            anything ? null : UserFaults.DataMissing;
    }

    private static Outcome<IReadOnlyList<NewIdentifier>> Identifiers(string name, IReadOnlyList<string>? values, IReadOnlyList<string>? statuses, Func<string?, string?> normalize)
    {
        if (values is null)
        {
            return (Outcome<IReadOnlyList<NewIdentifier>>)Array.Empty<NewIdentifier>();
        }

        if (values.Count > 100 || (statuses is { Count: > 0 } && statuses.Count != values.Count))
        {
            return RequestFaults.Value(values.Count > 100 ? name : name + "_identification_status");
        }

        List<NewIdentifier> identifiers = [];
        for (int at = 0; at < values.Count; at++)
        {
            if (normalize(values[at]) is not { } value)
            {
                return RequestFaults.Format(name);
            }

            string status = statuses is { Count: > 0 } ? statuses[at] : "verified";
            if (status is not ("verified" or "reserved") || identifiers.Any(identifier => identifier.Value == value))
            {
                return RequestFaults.Value(status is "verified" or "reserved" ? name : name + "_identification_status");
            }

            identifiers.Add(new NewIdentifier(value, status == "verified" ? "admin" : null, status == "reserved"));
        }

        return identifiers;
    }

    private static Outcome<DateTimeOffset?> Instant(string name, string? text, DateTimeOffset now)
    {
        if (text is null)
        {
            return (DateTimeOffset?)null;
        }

        return Rfc3339.Parse(text) is { } instant && instant <= now
            ? instant
            : RequestFaults.Format(name);
    }

    private static string? Blank(string? text) => string.IsNullOrEmpty(text) ? null : text;

    private static string Text(JsonElement? json) => json is { ValueKind: JsonValueKind.Object } value ? value.GetRawText() : "{}";
}
