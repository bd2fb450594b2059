using System.Net;
using System.Security.Cryptography;
using Foyer.Contracts;
using Foyer.Server.Clients;
using Foyer.Server.DevBrowsers;
using Foyer.Server.Environments;
using Foyer.Server.Surfaces;
using Foyer.Server.Verifications;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Routing;
using Microsoft.AspNetCore.WebUtilities;

namespace Foyer.Server.EmailLinks.Frontend;

/// <summary>
/// <c>GET /v1/verify</c>: a link of an e-mail is opened (WIRE §8.3). Mail scanners open links too, so a GET spends
/// nothing unless it comes from the client that asked: everybody else gets a page that posts the token back.
/// </summary>
internal static class Verify
{
    public static void Map(RouteGroupBuilder frontend)
    {
        frontend.MapGet("/verify", Open);
        frontend.MapPost("/verify", Confirm);
    }

    private static async Task<IResult> Open(HttpContext context, FrontendCall call, [AsParameters] Deps with, CancellationToken ct)
    {
        string? token = call.QueryText("token");
        VerificationRow? row = await with.Db.Write(tx => with.Links.Find(tx, call.Instance, token), ct);
        if (row is null)
        {
            return LostWay.Of(call, context.Request, VerificationFaults.Expired, "expired");
        }

        return await Opener(context, call, with, ct) is { } client && client.Id == row.ClientId ? await Spend(context, call, with, token!, client, ct) : ConfirmationPage(context, call, token!, row);
    }

    private static async Task<IResult> Confirm(HttpContext context, FrontendCall call, [AsParameters] Deps with, CancellationToken ct) =>
        call.Params.Text("token") is { } token ? await Spend(context, call, with, token, await Opener(context, call, with, ct), ct) : new FaultResult(RequestFaults.Missing("token"));

    private static async Task<IResult> Spend(HttpContext context, FrontendCall call, Deps with, string token, ClientRow? opener, CancellationToken ct)
    {
        (VerificationRow? row, string status, LinkProof? proof) = await with.Db.Write(async tx =>
        {
            VerificationRow? row = await with.Links.Find(tx, call.Instance, token);
            (string status, LinkProof? proof) = row is null ? ("expired", null) : await Decide(tx, call, with, row, opener);
            return (row, status, proof);
        }, ct);
        if (row is null)
        {
            return LostWay.Of(call, context.Request, VerificationFaults.Expired, "expired");
        }

        if (proof?.Client.NewToken is { } newToken)
        {
            ClientRow client = (await with.Clients.Find(call.Instance.Id, proof.Client.Id, ct))!;
            ClientCookies.Write(call, newToken, proof.SessionId is null ? null : client.UpdatedAt);
        }

        string target = QueryHelpers.AddQueryString(row.RedirectUrl!, "__clerk_status", status);
        target = proof?.SessionId is { } sessionId ? QueryHelpers.AddQueryString(target, "__clerk_created_session", sessionId) : target;
        return new SeeOther(target);
    }

    /// <summary>What opening the link does now, and the status the landing page is told.</summary>
    private static async Task<(string Status, LinkProof? Proof)> Decide(Tx tx, FrontendCall call, Deps with, VerificationRow row, ClientRow? opener)
    {
        VerificationStatus now = row.StatusAt(with.Clock.GetUtcNow());
        bool onOwnClient = opener is not null && opener.Id == row.ClientId;
        if (now != VerificationStatus.Unverified)
        {
            return (now.Value, null);
        }

        if (!onOwnClient && call.Instance.Settings.UserSettings.AttackProtection.EmailLink.RequireSameClient)
        {
            return ("client_mismatch", null);
        }

        IEmailLinkOwner owner = with.Owners.First(owner => row.OwnerId.StartsWith(owner.Prefix, StringComparison.Ordinal));
        if (!await with.Verifications.Settle(tx, row.Id, VerificationStatus.Verified, client: opener?.Id))
        {
            return ("expired", null);
        }

        if ((await owner.Proven(tx, call, row, onOwnClient && !call.Instance.IsDevelopment)).IsFault(out Fault? fault, out LinkProof proof))
        {
            return ("failed", null);
        }

        return (proof.IsTransferable ? "transferable" : "verified", proof);
    }

    /// <summary>Whose browser this is: by client cookie, or in development by the dev browser cookie an app's proxy passes on.</summary>
    private static async Task<ClientRow?> Opener(HttpContext context, FrontendCall call, Deps with, CancellationToken ct)
    {
        if (!(await with.Clients.Find(call, ct)).IsFault(out _, out ClientRow? client) && client is not null)
        {
            return client;
        }

        IRequestCookieCollection cookies = context.Request.Cookies;
        string? devBrowser = cookies[CookieNames.Suffixed(CookieNames.DevBrowser, call.Instance.PublishableKey.CookieSuffix)] ?? cookies[CookieNames.DevBrowser];
        return call.Instance.IsDevelopment && devBrowser is not null && await with.DevBrowsers.FindClientId(call.Instance, devBrowser, ct) is { } clientId
            ? await with.Clients.Find(call.Instance.Id, clientId, ct)
            : null;
    }

    /// <summary>A page of one form, sent by itself where there is JavaScript. Its script is allowed by nonce, its form may lead to the app.</summary>
    private static IResult ConfirmationPage(HttpContext context, FrontendCall call, string token, VerificationRow row)
    {
        string nonce = Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(16));
        IHeaderDictionary headers = context.Response.Headers;
        headers.ContentSecurityPolicy = $"default-src 'none'; script-src 'nonce-{nonce}'; form-action 'self' {Origins.Of(new Uri(row.RedirectUrl!))}; frame-ancestors 'none'; base-uri 'none'";
        headers.CacheControl = "no-store";
        headers.XContentTypeOptions = "nosniff";
        headers["Referrer-Policy"] = "strict-origin";
        string name = WebUtility.HtmlEncode(call.Instance.ApplicationName);
        return Results.Content($"""
            <!doctype html>
            <html lang="en">
            <head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1"><meta name="color-scheme" content="light dark"><meta name="robots" content="noindex"><title>{name}</title></head>
            <body><main><form method="post" action="{WebUtility.HtmlEncode(call.PublicUrl.Path)}/v1/verify"><input type="hidden" name="token" value="{WebUtility.HtmlEncode(token)}"><p>Continue to {name}?</p><button>Continue</button></form></main>
            <script nonce="{nonce}">document.forms[0].submit()</script></body>
            </html>
            """, "text/html; charset=utf-8");
    }

    internal sealed record Deps(
        [FromServices] Database Db,
        [FromServices] EmailLinkStore Links,
        [FromServices] VerificationStore Verifications,
        [FromServices] ClientStore Clients,
        [FromServices] DevBrowserStore DevBrowsers,
        [FromServices] IEnumerable<IEmailLinkOwner> Owners,
        [FromServices] TimeProvider Clock);
}
