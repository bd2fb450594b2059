using System.Text.Encodings.Web;
using Foyer.AspNetCore;
using Foyer.Contracts;

namespace Web;

/// <summary>The site's two pages.</summary>
internal static class Pages
{
    public static IResult Front(Auth auth) => Page("Welcome", auth.IsSignedIn
        ? """
          <p class="lead">You are signed in.</p>
          <p><a class="primary" href="/dashboard">Go to the dashboard</a></p>
          """
        : $"""
          <p class="lead">A front page everybody may read. The dashboard behind it is for signed-in people.</p>
          <p><a class="primary" href="{Text(auth.SignInUrl)}">Sign in</a> <a class="secondary" href="{Text(auth.SignUpUrl)}">Sign up</a></p>
          """);

    public static IResult Dashboard(Auth auth, UserResource? user) => Page("Dashboard", $"""
        <p class="lead">Signed in as <strong>{Text(Name(user) ?? auth.UserId!)}</strong>.</p>
        <dl>
          <dt>User</dt><dd><code>{Text(auth.UserId!)}</code></dd>
          <dt>Session</dt><dd><code>{Text(auth.SessionId ?? "")}</code></dd>
        </dl>
        <form method="post" action="/sign-out"><button class="secondary">Sign out</button></form>
        """);

    private static string? Name(UserResource? user) =>
        user?.FirstName ?? user?.EmailAddresses.FirstOrDefault(address => address.Id == user.PrimaryEmailAddressId)?.EmailAddress ?? user?.Username;

    private static IResult Page(string title, string body) => Results.Content($"""
        <!doctype html>
        <html lang="en">
        <head>
          <meta charset="utf-8">
          <meta name="viewport" content="width=device-width, initial-scale=1">
          <title>{Text(title)} · Acme</title>
          <link rel="icon" href="data:,"><link rel="stylesheet" href="/site.css">
        </head>
        <body>
          <header><a href="/">Acme</a></header>
          <main>
            <h1>{Text(title)}</h1>
            {body}
          </main>
        </body>
        </html>
        """, "text/html; charset=utf-8");

    private static string Text(string text) => HtmlEncoder.Default.Encode(text);
}
