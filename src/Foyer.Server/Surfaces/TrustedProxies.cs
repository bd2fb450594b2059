using System.Net;
using Microsoft.AspNetCore.Http;

namespace Foyer.Server.Surfaces;

/// <summary>Load balancers and reverse proxies whose <c>X-Forwarded-For</c> is believed; nobody else's is.</summary>
internal sealed class TrustedProxies
{
    private readonly IPNetwork[] _networks;

    /// <exception cref="StartupException">One of them is neither an address nor a network.</exception>
    public TrustedProxies(IEnumerable<string> networks) => _networks = [.. networks.Select(Parse)];

    /// <summary>The address the request came from: the nearest one that is not a trusted proxy's.</summary>
    public IPAddress? Caller(HttpContext context)
    {
        IPAddress? nearest = context.Connection.RemoteIpAddress;
        if (_networks.Length == 0 || nearest is null)
        {
            return nearest;
        }

        string[] hops = string.Join(',', context.Request.Headers["X-Forwarded-For"].ToArray()).Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
        for (int at = hops.Length - 1; at >= 0 && IsTrusted(nearest); at--)
        {
            if (!IPAddress.TryParse(hops[at], out IPAddress? before))
            {
                break;
            }

            nearest = before;
        }

        return nearest;
    }

    private bool IsTrusted(IPAddress address)
    {
        IPAddress folded = address.IsIPv4MappedToIPv6 ? address.MapToIPv4() : address;
        return Array.Exists(_networks, network => network.Contains(folded));
    }

    private static IPNetwork Parse(string text) =>
        IPNetwork.TryParse(text, out IPNetwork network) ? network :
        IPAddress.TryParse(text, out IPAddress? address) ? new IPNetwork(address, address.GetAddressBytes().Length * 8) :
        throw new StartupException($"A trusted proxy is an address or a network such as 10.0.0.0/8, not '{text}'.");
}
