using System.Globalization;
using System.Text.Json;
using Foyer.Contracts;

namespace Foyer.Backend;

/// <summary>What the claims of a verified session token say about its bearer (WIRE §5.3, §5.4).</summary>
public static class SessionAuth
{
    /// <summary>Reads the claims, version 2 or 1. A pending session counts as signed out (WIRE §5.6).</summary>
    /// <param name="claims">Claims of a token that was verified.</param>
    public static AuthState ToAuthState(this SessionClaims claims)
    {
        ArgumentNullException.ThrowIfNull(claims);
        if (claims.Sts == SessionStatus.Pending.Value)
        {
            return AuthState.SignedOut;
        }

        AuthState person = new() { UserId = claims.Sub, SessionId = claims.Sid, Claims = claims };
        return claims switch
        {
            { V: 2, O: { } organization } => person with
            {
                OrgId = organization.Id,
                OrgSlug = organization.Slg,
                OrgRole = organization.Rol is { } role ? "org:" + role : null,
                OrgPermissions = Permissions(claims.Fea, organization.Per, organization.Fpm),
            },
            { V: 2 } => person,
            _ => person with
            {
                OrgId = Text(claims, "org_id"),
                OrgSlug = Text(claims, "org_slug"),
                OrgRole = Text(claims, "org_role"),
                OrgPermissions = Texts(claims, "org_permissions"),
            },
        };
    }

    /// <summary>
    /// Spells out <c>org:feature:permission</c>: the n-th number of <paramref name="fpm"/> belongs to the n-th feature that
    /// has the organization's scope; its bit i stands for the i-th name of <paramref name="per"/>.
    /// </summary>
    private static List<string> Permissions(string? fea, string? per, string? fpm)
    {
        List<string> permissions = [];
        if (string.IsNullOrEmpty(fea) || string.IsNullOrEmpty(per) || string.IsNullOrEmpty(fpm))
        {
            return permissions;
        }

        string[] features = [.. fea.Split(',').Select(entry => entry.Split(':', 2)).Where(entry => entry.Length == 2 && entry[0].Contains('o', StringComparison.Ordinal)).Select(entry => entry[1])];
        string[] names = per.Split(',');
        string[] masks = fpm.Split(',');
        for (int feature = 0; feature < Math.Min(features.Length, masks.Length); feature++)
        {
            _ = UInt128.TryParse(masks[feature], NumberStyles.None, CultureInfo.InvariantCulture, out UInt128 mask);
            for (int name = 0; name < Math.Min(names.Length, 128); name++)
            {
                if ((mask >> name & 1) == 1)
                {
                    permissions.Add($"org:{features[feature]}:{names[name]}");
                }
            }
        }

        return permissions;
    }

    private static string? Text(SessionClaims claims, string name) =>
        claims.Custom is { } custom && custom.TryGetValue(name, out JsonElement value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;

    private static IReadOnlyList<string> Texts(SessionClaims claims, string name) =>
        claims.Custom is { } custom && custom.TryGetValue(name, out JsonElement value) && value.ValueKind == JsonValueKind.Array
            ? [.. value.EnumerateArray().Where(one => one.ValueKind == JsonValueKind.String).Select(one => one.GetString()!)]
            : [];
}
