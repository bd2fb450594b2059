using System.Globalization;
using System.Text;
using System.Text.Encodings.Web;

namespace Foyer.Testing;

/// <summary>The provider's two pages.</summary>
internal static class ConsentPage
{
    public static string Of(Dictionary<string, string> asked, IReadOnlyList<FakePerson> people)
    {
        StringBuilder html = new("""<!doctype html><html lang="en"><meta charset="utf-8"><title>Fake provider</title><h1>Who are you?</h1><form method="post" action="/authorize">""");
        Hidden(html, asked.Select(item => new KeyValuePair<string, string?>(item.Key, item.Value)));
        foreach ((int at, FakePerson person) in people.Index())
        {
            html.Append(CultureInfo.InvariantCulture,
                $"""<p><label><input type="radio" name="person" value="{Encode(person.Subject)}"{(at == 0 ? " checked" : "")}> {Encode($"{person.FirstName} {person.LastName} {person.EmailAddress}".Trim())}</label></p>""");
        }

        html.Append(CultureInfo.InvariantCulture, $"""<p>{Encode(asked.GetValueOrDefault("client_id"))} wants to know: {Encode(asked.GetValueOrDefault("scope"))}</p>""");
        return html.Append("""<button name="decision" value="allow">Allow</button> <button name="decision" value="deny">Deny</button></form></html>""").ToString();
    }

    /// <summary>A page that posts itself (<c>response_mode=form_post</c>).</summary>
    public static string Post(string action, IEnumerable<KeyValuePair<string, string?>> fields)
    {
        StringBuilder html = new();
        html.Append(CultureInfo.InvariantCulture, $"""<!doctype html><html lang="en"><meta charset="utf-8"><title>Fake provider</title><form method="post" action="{Encode(action)}">""");
        Hidden(html, fields);
        return html.Append("<button>Continue</button></form><script>document.forms[0].submit()</script></html>").ToString();
    }

    private static void Hidden(StringBuilder html, IEnumerable<KeyValuePair<string, string?>> fields)
    {
        foreach ((string name, string? value) in fields)
        {
            html.Append(CultureInfo.InvariantCulture, $"""<input type="hidden" name="{Encode(name)}" value="{Encode(value)}">""");
        }
    }

    private static string Encode(string? text) => HtmlEncoder.Default.Encode(text ?? "");
}
