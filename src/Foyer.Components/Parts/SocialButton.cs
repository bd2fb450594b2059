using Foyer.Contracts;

namespace Foyer.Components.Parts;

/// <summary>A provider people can continue with.</summary>
/// <param name="Strategy">For example <c>oauth_google</c>.</param>
/// <param name="Name">As people know it.</param>
/// <param name="LogoUrl">Its picture, where the operator gave one.</param>
public sealed record SocialButton(string Strategy, string Name, string? LogoUrl)
{
    /// <summary>Last part of its element keys, for example <c>google</c>.</summary>
    public string Id => Strategy.StartsWith("oauth_", StringComparison.Ordinal) ? Strategy["oauth_".Length..] : Strategy;

    /// <summary>The providers on offer, in the operator's order.</summary>
    /// <param name="settings">The instance's settings.</param>
    public static IReadOnlyList<SocialButton> All(UserSettings settings)
    {
        ArgumentNullException.ThrowIfNull(settings);
        return
        [
            .. from pair in settings.Social
               where pair.Value is { Enabled: true, Authenticatable: true, NotSelectable: false }
               let name = pair.Value.Name.Length > 0 ? pair.Value.Name : pair.Key
               select new SocialButton(pair.Key, name, pair.Value.LogoUrl),
        ];
    }
}
