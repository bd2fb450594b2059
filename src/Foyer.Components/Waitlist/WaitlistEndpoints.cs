using Foyer.Contracts;
using Foyer.Frontend;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Foyer.Components.Waitlist;

/// <summary><c>/waitlist</c>: asks to be told when the instance opens.</summary>
internal static class WaitlistEndpoints
{
    public static void Map(IEndpointRouteBuilder routes)
    {
        routes.MapGet("/waitlist", Page);
        routes.MapGet("/ui/waitlist/{intent}", BackToPage);
        routes.MapPost("/ui/waitlist/join", Join);
    }

    private static async Task Page(HttpContext http)
    {
        Task answer = await FlowRequest.Open(http, "waitlist") is { } request
            ? Show(request, new WaitlistModel(http.Request.Query["step"] == "joined", null))
            : FlowAnswer.Unavailable(http);
        await answer;
    }

    private static async Task Join(HttpContext http)
    {
        if (await FlowPost.Open(http, "waitlist") is not { Request: var request, Form: var form })
        {
            return;
        }

        string address = form["email_address"].ToString().Trim();
        FrontendResult<WaitlistResource>? joined = address.Length == 0 ? null : await request.Frontend.JoinWaitlist(address, request.Aborted);
        if (joined?.IsSuccess != true)
        {
            Problems problems = joined is null ? Problems.Found(ErrorCodes.FormParamNil, "email_address") : new Problems(joined.Errors);
            await Show(request.With(problems), new WaitlistModel(false, address));
            return;
        }

        QueryString query = request.Screen.Query.ToQueryString().Add("step", "joined");
        Task answer = request.WantsFragment ? Show(request, new WaitlistModel(true, address)) : FlowAnswer.SeeOther(http, request.Backend.Address.To("/waitlist" + query));
        await answer;
    }

    private static Task Show(FlowRequest request, WaitlistModel model) => FlowAnswer.Show<WaitlistView>(request, request.Screen, model);

    private static Task BackToPage(HttpContext http) => FlowAnswer.BackTo(http, "waitlist");
}

/// <summary>What the page says.</summary>
/// <param name="IsJoined">Whether the place is taken.</param>
/// <param name="EmailAddress">What was typed.</param>
public sealed record WaitlistModel(bool IsJoined, string? EmailAddress) : IScreenModel
{
    /// <inheritdoc />
    public string TitleKey => IsJoined ? "waitlist.success.title" : "waitlist.start.title";
}
