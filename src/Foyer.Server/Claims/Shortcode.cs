using System.Collections.Frozen;

namespace Foyer.Server.Claims;

/// <summary>Everything a claim can ask for (WIRE §5.8). A closed list: no member, method or secret is reached by name.</summary>
internal enum Shortcode
{
    UserId,
    UserExternalId,
    UserFirstName,
    UserLastName,
    UserFullName,
    UserUsername,
    UserImageUrl,
    UserHasImage,
    UserPrimaryEmailAddress,
    UserPrimaryPhoneNumber,
    UserPrimaryWeb3Wallet,
    UserEmailVerified,
    UserPhoneNumberVerified,
    UserTwoFactorEnabled,
    UserCreatedAt,
    UserUpdatedAt,
    UserLastSignInAt,
    UserPublicMetadata,
    UserUnsafeMetadata,
    UserOrganizations,
    OrgId,
    OrgName,
    OrgSlug,
    OrgRole,
    OrgImageUrl,
    OrgHasImage,
    OrgPublicMetadata,
    OrgMembershipRole,
    OrgMembershipPublicMetadata,
    OrgMembershipPermissions,
    SessionActor,
}

internal static class Shortcodes
{
    /// <summary>By their names on the wire.</summary>
    public static readonly FrozenDictionary<string, Shortcode> All = new Dictionary<string, Shortcode>(StringComparer.Ordinal)
    {
        ["user.id"] = Shortcode.UserId,
        ["user.external_id"] = Shortcode.UserExternalId,
        ["user.first_name"] = Shortcode.UserFirstName,
        ["user.last_name"] = Shortcode.UserLastName,
        ["user.full_name"] = Shortcode.UserFullName,
        ["user.username"] = Shortcode.UserUsername,
        ["user.image_url"] = Shortcode.UserImageUrl,
        ["user.has_image"] = Shortcode.UserHasImage,
        ["user.primary_email_address"] = Shortcode.UserPrimaryEmailAddress,
        ["user.primary_phone_number"] = Shortcode.UserPrimaryPhoneNumber,
        ["user.primary_web3_wallet"] = Shortcode.UserPrimaryWeb3Wallet,
        ["user.email_verified"] = Shortcode.UserEmailVerified,
        ["user.phone_number_verified"] = Shortcode.UserPhoneNumberVerified,
        ["user.two_factor_enabled"] = Shortcode.UserTwoFactorEnabled,
        ["user.created_at"] = Shortcode.UserCreatedAt,
        ["user.updated_at"] = Shortcode.UserUpdatedAt,
        ["user.last_sign_in_at"] = Shortcode.UserLastSignInAt,
        ["user.public_metadata"] = Shortcode.UserPublicMetadata,
        ["user.unsafe_metadata"] = Shortcode.UserUnsafeMetadata,
        ["user.organizations"] = Shortcode.UserOrganizations,
        ["org.id"] = Shortcode.OrgId,
        ["org.name"] = Shortcode.OrgName,
        ["org.slug"] = Shortcode.OrgSlug,
        ["org.role"] = Shortcode.OrgRole,
        ["org.image_url"] = Shortcode.OrgImageUrl,
        ["org.has_image"] = Shortcode.OrgHasImage,
        ["org.public_metadata"] = Shortcode.OrgPublicMetadata,
        ["org_membership.role"] = Shortcode.OrgMembershipRole,
        ["org_membership.public_metadata"] = Shortcode.OrgMembershipPublicMetadata,
        ["org_membership.permissions"] = Shortcode.OrgMembershipPermissions,
        ["session.actor"] = Shortcode.SessionActor,
    }.ToFrozenDictionary(StringComparer.Ordinal);

    /// <summary>Whether the shortcode is a JSON document one can descend into.</summary>
    public static bool IsDocument(Shortcode code) => code is Shortcode.UserPublicMetadata or Shortcode.UserUnsafeMetadata or Shortcode.UserOrganizations or
        Shortcode.OrgPublicMetadata or Shortcode.OrgMembershipPublicMetadata or Shortcode.SessionActor;

    /// <summary>Whether it is known without looking at the person's row.</summary>
    public static bool IsKnownFromSession(Shortcode code) => code is Shortcode.UserId or Shortcode.SessionActor or
        (>= Shortcode.OrgId and <= Shortcode.OrgMembershipPermissions);
}
