using Microsoft.AspNetCore.Http;

namespace Foyer.Components.Localization;

/// <summary>Which languages a request asks for, best first.</summary>
internal static class PreferredLanguages
{
    /// <summary><c>ui_locales</c> (space-separated, as in OpenID Connect) before <c>Accept-Language</c>.</summary>
    public static IEnumerable<string> Of(HttpRequest request)
    {
        IEnumerable<string> asked = request.Query["ui_locales"].ToString().Split(' ', StringSplitOptions.RemoveEmptyEntries);
        IEnumerable<string> accepted = request.GetTypedHeaders().AcceptLanguage
            .OrderByDescending(language => language.Quality ?? 1)
            .Select(language => language.Value.ToString());
        return asked.Concat(accepted);
    }
}
