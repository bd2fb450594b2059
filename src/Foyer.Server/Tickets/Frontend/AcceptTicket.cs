using Foyer.Contracts;
using Foyer.Server.Environments;
using Foyer.Server.Instances;
using Foyer.Server.Surfaces;
using Foyer.Server.Users;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.AspNetCore.WebUtilities;

namespace Foyer.Server.Tickets.Frontend;

/// <summary>
/// <c>GET /v1/tickets/accept</c>: where the links in messages lead (WIRE §8.4). Sends the browser on to the app with the
/// ticket; nothing is spent here, so a mail scanner that follows the link does no harm.
/// </summary>
internal static class AcceptTicket
{
    public static void Map(RouteGroupBuilder frontend) => frontend.MapGet("/tickets/accept", Handle);

    private static async Task<IResult> Handle(FrontendCall call, HttpRequest request, TicketStore tickets, UserStore users, CancellationToken ct)
    {
        string? text = call.QueryText("ticket");
        DisplayConfig display = EnvironmentView.Of(call.Instance, call.PublicUrl).DisplayConfig;
        if ((await tickets.Read(call.Instance, text, ct)).IsFault(out Fault? fault, out Ticket ticket))
        {
            // Somebody with an old mail is told why by the page that tries the ticket; programs are told here.
            return text is not null && request.Headers.Accept.ToString().Contains("text/html", StringComparison.Ordinal) ? Onward(call, display.SignInUrl, text, "sign_in") : new FaultResult(fault);
        }

        bool signsUp = ticket.EmailAddress is { } invited && await users.FindByEmailAddress(call.Instance.Id, invited, ct) is null;
        // The origin may have been taken off the list since the ticket was made.
        string target = SafeRedirect.TryParse(call.Instance, call.PublicUrl, ticket.RedirectUrl, out Uri? own) ? own.AbsoluteUri : signsUp ? display.SignUpUrl : display.SignInUrl;
        return Onward(call, target, text!, signsUp ? "sign_up" : "sign_in");
    }

    private static IResult Onward(FrontendCall call, string target, string ticket, string status)
    {
        call.Response.Headers.CacheControl = "no-store";
        call.Response.Headers["Referrer-Policy"] = "no-referrer";
        call.Response.Headers.Location = QueryHelpers.AddQueryString(target, new Dictionary<string, string?> { ["__clerk_ticket"] = ticket, ["__clerk_status"] = status });
        return Results.StatusCode(StatusCodes.Status303SeeOther);
    }
}
