using System.Net;
using System.Net.Sockets;

namespace Foyer.Server.RateLimits;

/// <summary>One way of writing an address, so that no other way of writing it is another caller. Pure.</summary>
internal static class CallerAddress
{
    /// <summary>The caller: an IPv4 address whole, of an IPv6 address the /64; null when the address is not known.</summary>
    public static string? Of(string? address) => Cut(address, 32);

    /// <summary>The caller's neighbourhood: IPv4 /24, IPv6 /64.</summary>
    public static string? NetworkOf(string? address) => Cut(address, 24);

    private static string? Cut(string? text, int bitsOfIPv4)
    {
        if (!IPAddress.TryParse(text, out IPAddress? address))
        {
            return null;
        }

        IPAddress folded = address.IsIPv4MappedToIPv6 ? address.MapToIPv4() : address;
        byte[] bytes = folded.GetAddressBytes();
        int kept = folded.AddressFamily == AddressFamily.InterNetwork ? bitsOfIPv4 / 8 : 8;
        return Convert.ToHexStringLower(bytes.AsSpan(0, kept));
    }
}
