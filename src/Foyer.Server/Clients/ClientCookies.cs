using System.Globalization;
using Foyer.Contracts;
using Foyer.Server.Instances;
using Foyer.Server.Surfaces;
using Microsoft.AspNetCore.Http;

namespace Foyer.Server.Clients;

/// <summary>The cookies the Frontend API sets on its own host (WIRE §3). Development identifies by dev browser and sets them only without one.</summary>
internal static class ClientCookies
{
    private static readonly TimeSpan Lifetime = TimeSpan.FromDays(400);

    /// <summary>Hands the browser or native app the token it was just given, and tells app hosts when the client changed.</summary>
    /// <param name="call">The request.</param>
    /// <param name="newToken">The token; null when the browser keeps the one it has, and then nothing is written.</param>
    /// <param name="updatedAt">When the client signed in last; null when nobody is signed in.</param>
    public static void Write(FrontendCall call, string? newToken, DateTimeOffset? updatedAt)
    {
        if (call.DevBrowser is not null || newToken is null)
        {
            return;
        }

        if (call.IsNative)
        {
            call.Response.Headers.Authorization = newToken;
            return;
        }

        // One answer may pass several steps, each with a newer token: only the last may reach the browser.
        call.Response.Headers.Remove("Set-Cookie");
        WriteUpdatedAt(call, updatedAt);
        // Last, because a proxy that keeps one Set-Cookie keeps the last (WIRE §17.25).
        call.Cookies.Append(CookieNames.Client, newToken, new CookieOptions { HttpOnly = true, Path = "/", SameSite = SameSiteMode.Lax, Secure = call.PublicUrl.IsSecure, MaxAge = Lifetime });
    }

    /// <summary>Takes the client away from the browser.</summary>
    public static void Clear(FrontendCall call)
    {
        if (call.DevBrowser is null && !call.IsNative)
        {
            WriteUpdatedAt(call, null);
            call.Cookies.Delete(CookieNames.Client, new CookieOptions { HttpOnly = true, Path = "/", SameSite = SameSiteMode.Lax, Secure = call.PublicUrl.IsSecure });
        }
    }

    private static void WriteUpdatedAt(FrontendCall call, DateTimeOffset? updatedAt)
    {
        if (call.Instance.IsDevelopment)
        {
            return;
        }

        string uat = (updatedAt?.ToUnixTimeSeconds() ?? 0).ToString(CultureInfo.InvariantCulture);
        foreach (string name in new[] { CookieNames.ClientUat, CookieNames.Suffixed(CookieNames.ClientUat, call.Instance.PublishableKey.CookieSuffix) })
        {
            call.Cookies.Append(name, uat, new CookieOptions { Path = "/", SameSite = SameSiteMode.Lax, Secure = call.PublicUrl.IsSecure, Domain = ParentDomain(call), MaxAge = Lifetime });
        }
    }

    public static DateTimeOffset ExpiresAt(DateTimeOffset now) => now + Lifetime;

    /// <summary>The domain the Frontend API's host shares with the app; null behind a proxy, where both are one host.</summary>
    public static string? ParentDomain(FrontendCall call) => ParentDomain(call.Instance, call.PublicUrl);

    public static string? ParentDomain(Instance instance, PublicUrl publicUrl)
    {
        string host = new Uri(publicUrl.Base).Host;
        bool isOwnHost = publicUrl.Path.Length == 0 && instance.Hosts.Any(own => own.Split(':')[0].Equals(host, StringComparison.OrdinalIgnoreCase));
        return isOwnHost && host.Count(c => c == '.') >= 2 && !System.Net.IPAddress.TryParse(host, out _) ? host[(host.IndexOf('.', StringComparison.Ordinal) + 1)..] : null;
    }
}
