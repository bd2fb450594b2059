using Microsoft.AspNetCore.Http;

namespace Foyer.Components;

/// <summary>
/// Whether a form was posted by one of our own pages. Browsers say so themselves: in Sec-Fetch-Site, and in Origin where
/// the connection is not secure (UI §3.6). Who says neither is no browser and has no business here.
/// </summary>
internal static class SameOrigin
{
    public static bool Holds(HttpRequest request, UiAddress address) =>
        request.Headers["Sec-Fetch-Site"] is [{ Length: > 0 } site]
            ? site == "same-origin"
            : request.Headers.Origin is [{ } origin] && origin.Equals(address.Origin, StringComparison.OrdinalIgnoreCase);
}
