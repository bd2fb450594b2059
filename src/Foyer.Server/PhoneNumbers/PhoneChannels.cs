using Foyer.Server.Instances;

namespace Foyer.Server.PhoneNumbers;

/// <summary>How a code reaches a phone. Pure.</summary>
internal static class PhoneChannels
{
    public const string Sms = "sms";
    public const string WhatsApp = "whatsapp";

    /// <summary>Whether the protocol has such a channel; nothing asked for is fine too.</summary>
    public static bool IsKnown(string? asked) => asked is null or Sms or WhatsApp;

    /// <summary>
    /// The channel asked for where the instance has it; else the one preferred in the number's country; else SMS, or
    /// whatever the instance has instead.
    /// </summary>
    /// <param name="asked">Value of <c>channel</c>; null when the request says nothing.</param>
    public static string Choose(InstanceSettings settings, string phoneNumber, string? asked)
    {
        IReadOnlyList<string> channels = settings.UserSettings.Attributes.PhoneNumber.Channels;
        string? preferred = PhoneNumberRules.CountryOf(phoneNumber) is { } country ? settings.AuthConfig.PreferredChannels.GetValueOrDefault(country) : null;
        return new[] { asked, preferred, Sms }.FirstOrDefault(channel => channel is not null && channels.Contains(channel)) ?? channels.FirstOrDefault() ?? Sms;
    }
}
