using System.Net;
using System.Net.Sockets;

namespace Foyer.Server.Outbound;

/// <summary>Which addresses belong to the public internet. Everything else is somebody's inside: this machine's, its network's, its cloud's.</summary>
internal static class AddressRules
{
    /// <summary>IPv4 blocks that are not the public internet (the registry of special-purpose addresses, RFC 6890, and multicast).</summary>
    private static readonly IPNetwork[] Inside4 =
    [
        .. new[]
        {
            "0.0.0.0/8", "10.0.0.0/8", "100.64.0.0/10", "127.0.0.0/8", "169.254.0.0/16", "172.16.0.0/12", "192.0.0.0/24", "192.0.2.0/24", "192.31.196.0/24", "192.52.193.0/24",
            "192.88.99.0/24", "192.168.0.0/16", "192.175.48.0/24", "198.18.0.0/15", "198.51.100.0/24", "203.0.113.0/24", "224.0.0.0/4", "240.0.0.0/4",
        }.Select(block => IPNetwork.Parse(block)),
    ];

    /// <summary>Of IPv6 only this block is handed out for the public internet.</summary>
    private static readonly IPNetwork Public6 = IPNetwork.Parse("2000::/3");

    /// <summary>And inside it these are not: protocol assignments with Teredo, documentation, 6to4, which carries an IPv4 address anybody may choose.</summary>
    private static readonly IPNetwork[] Inside6 = [.. new[] { "2001::/23", "2001:db8::/32", "2002::/16", "2620:4f:8000::/48", "3fff::/20" }.Select(block => IPNetwork.Parse(block))];

    /// <summary>Where IPv6-only networks reach IPv4: as public as the address inside it (RFC 6052).</summary>
    private static readonly IPNetwork Nat64 = IPNetwork.Parse("64:ff9b::/96");

    public static bool IsPublic(IPAddress address)
    {
        if (address.IsIPv4MappedToIPv6)
        {
            return IsPublic(address.MapToIPv4());
        }

        if (address.AddressFamily == AddressFamily.InterNetwork)
        {
            return !Array.Exists(Inside4, block => block.Contains(address));
        }

        if (address.AddressFamily != AddressFamily.InterNetworkV6)
        {
            return false;
        }

        return Nat64.Contains(address)
            ? IsPublic(new IPAddress(address.GetAddressBytes().AsSpan(12)))
            : Public6.Contains(address) && !Array.Exists(Inside6, block => block.Contains(address));
    }

    /// <summary>Whether it is this machine, in either notation.</summary>
    public static bool IsLoopback(IPAddress address) => IPAddress.IsLoopback(address.IsIPv4MappedToIPv6 ? address.MapToIPv4() : address);
}
