using Microsoft.AspNetCore.Http;

namespace Foyer.Components;

/// <summary>Headers of every page and fragment: nothing inline, nothing framed, nothing kept.</summary>
public static class PageHeaders
{
    /// <summary>Writes the headers.</summary>
    /// <param name="response">The response; its headers must not have been sent.</param>
    /// <param name="formTarget">
    /// Where a form of this page may lead in the end. Browsers hold a policy on forms against redirects too, so the page
    /// people go to after sign-in must be named.
    /// </param>
    /// <param name="images">Addresses of images the page shows from elsewhere.</param>
    public static void Write(HttpResponse response, Uri? formTarget = null, params IEnumerable<string?> images)
    {
        ArgumentNullException.ThrowIfNull(response);
        IHeaderDictionary headers = response.Headers;
        headers.ContentSecurityPolicy =
            "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; img-src 'self'" + string.Concat(images.Select(image => Uri.TryCreate(image, UriKind.Absolute, out Uri? address) ? Source(address) : "").Distinct()) +
            "; form-action 'self'" + Source(formTarget) +
            "; frame-ancestors 'none'; base-uri 'none'; require-trusted-types-for 'script'; trusted-types foyer";
        headers.CacheControl = "no-store";
        headers.XContentTypeOptions = "nosniff";
        headers.XFrameOptions = "DENY";
        headers["Referrer-Policy"] = "strict-origin";
        headers["Cross-Origin-Opener-Policy"] = "same-origin";
        headers["Cross-Origin-Resource-Policy"] = "same-origin";
        headers["Permissions-Policy"] = "camera=(), geolocation=(), microphone=(), payment=()";
    }

    private static string Source(Uri? address) => address is { IsAbsoluteUri: true, Scheme: "http" or "https" } ? " " + address.GetLeftPart(UriPartial.Authority) : "";
}
