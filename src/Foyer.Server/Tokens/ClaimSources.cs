using System.Text.Json;
using Foyer.Server.Claims;
using Foyer.Server.Images;
using Foyer.Server.Instances;

namespace Foyer.Server.Tokens;

/// <summary>Where the shortcodes of a token get their values: the session, and one read of the person when that is not enough.</summary>
internal sealed class ClaimSources(Database db, Initials initials)
{
    private const string PersonSql = """
        SELECT u.id, u.image_id, u.external_id, u.first_name, u.last_name, u.username, u.email_address, u.phone_number, u.web3_wallet, u.public_metadata, u.unsafe_metadata,
            u.created_at, u.updated_at, u.last_sign_in_at,
            (SELECT e.verification_status FROM email_addresses e WHERE e.id = u.primary_email_address_id) AS email_status,
            (SELECT p.verification_status FROM phone_numbers p WHERE p.id = u.primary_phone_number_id) AS phone_status,
            (u.totp_enabled OR EXISTS (SELECT 1 FROM phone_numbers s WHERE s.user_id = u.id AND s.verification_status = 'verified' AND s.reserved_for_second_factor)) AS two_factor_enabled
        FROM users u WHERE u.id = @UserId AND u.instance_id = @instanceId
        """;

    /// <param name="instance">The instance.</param>
    /// <param name="subject">The session.</param>
    /// <param name="needsUser">Whether the person's row must be read.</param>
    /// <param name="ct">Stops the read.</param>
    public async ValueTask<ClaimSource> For(Instance instance, TokenSubject subject, bool needsUser, CancellationToken ct) => new Source(
        subject,
        subject.Server ?? new PublicUrl("https://" + instance.PublishableKey.FrontendApi),
        initials,
        needsUser ? await db.One<Person>(PersonSql, new { subject.UserId, instanceId = instance.Id }, ct) : null);

    private sealed class Source(TokenSubject subject, PublicUrl server, Initials initials, Person? person) : ClaimSource
    {
        public override ClaimValue Of(Shortcode code) => code switch
        {
            Shortcode.UserId => ClaimValue.Of(subject.UserId),
            Shortcode.SessionActor => Json(subject.Actor),
            // People belong to no organization until organizations are built.
            >= Shortcode.OrgId and <= Shortcode.OrgMembershipPermissions => ClaimValue.Null,
            _ => person is null ? ClaimValue.Null : Of(person, code),
        };

        private ClaimValue Of(Person person, Shortcode code) => code switch
        {
            Shortcode.UserExternalId => ClaimValue.Of(person.ExternalId),
            Shortcode.UserFirstName => ClaimValue.Of(person.FirstName),
            Shortcode.UserLastName => ClaimValue.Of(person.LastName),
            Shortcode.UserFullName => ClaimValue.Of($"{person.FirstName} {person.LastName}".Trim() is { Length: > 0 } name ? name : null),
            Shortcode.UserUsername => ClaimValue.Of(person.Username),
            Shortcode.UserImageUrl => ClaimValue.Of(server.At(person.ImageId is { } image ? ImageAddress.Of(image) : ImageAddress.OfInitials(initials.Token(person.Id, person.FirstName, person.LastName, person.Username)))),
            Shortcode.UserHasImage => ClaimValue.Of(person.ImageId is not null),
            Shortcode.UserTwoFactorEnabled => ClaimValue.Of(person.TwoFactorEnabled),
            Shortcode.UserPrimaryEmailAddress => ClaimValue.Of(person.EmailAddress),
            Shortcode.UserPrimaryPhoneNumber => ClaimValue.Of(person.PhoneNumber),
            Shortcode.UserPrimaryWeb3Wallet => ClaimValue.Of(person.Web3Wallet),
            Shortcode.UserEmailVerified => ClaimValue.Of(person.EmailStatus == "verified"),
            Shortcode.UserPhoneNumberVerified => ClaimValue.Of(person.PhoneStatus == "verified"),
            Shortcode.UserCreatedAt => ClaimValue.Of(person.CreatedAt),
            Shortcode.UserUpdatedAt => ClaimValue.Of(person.UpdatedAt),
            Shortcode.UserLastSignInAt => ClaimValue.Of(person.LastSignInAt),
            Shortcode.UserPublicMetadata => Json(person.PublicMetadata),
            Shortcode.UserUnsafeMetadata => Json(person.UnsafeMetadata),
            Shortcode.UserOrganizations => Json("{}"),
            _ => throw new InvalidOperationException($"{code} has no value here."),
        };

        private static ClaimValue Json(string? text)
        {
            if (text is null)
            {
                return ClaimValue.Null;
            }

            using JsonDocument document = JsonDocument.Parse(text);
            return ClaimValue.Of(document.RootElement.Clone());
        }
    }

    private sealed record Person
    {
        public required string Id { get; init; }

        public string? ImageId { get; init; }

        public bool TwoFactorEnabled { get; init; }

        public string? ExternalId { get; init; }

        public string? FirstName { get; init; }

        public string? LastName { get; init; }

        public string? Username { get; init; }

        public string? EmailAddress { get; init; }

        public string? PhoneNumber { get; init; }

        public string? Web3Wallet { get; init; }

        public string PublicMetadata { get; init; } = "{}";

        public string UnsafeMetadata { get; init; } = "{}";

        public DateTimeOffset CreatedAt { get; init; }

        public DateTimeOffset UpdatedAt { get; init; }

        public DateTimeOffset? LastSignInAt { get; init; }

        public string? EmailStatus { get; init; }

        public string? PhoneStatus { get; init; }
    }
}
