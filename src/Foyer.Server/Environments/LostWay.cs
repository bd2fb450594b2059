using Foyer.Server.Surfaces;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.WebUtilities;

namespace Foyer.Server.Environments;

/// <summary>Where a link that leads nowhere any more leads: people to the sign-in page, programs to the fault (WIRE §17.29).</summary>
internal static class LostWay
{
    /// <param name="call">The request.</param>
    /// <param name="request">The same, for what it accepts.</param>
    /// <param name="fault">Why the link leads nowhere.</param>
    /// <param name="status">What the page is told; null for nothing.</param>
    public static IResult Of(FrontendCall call, HttpRequest request, Fault fault, string? status = null)
    {
        if (!request.Headers.Accept.ToString().Contains("text/html", StringComparison.Ordinal))
        {
            return new FaultResult(fault);
        }

        string signIn = EnvironmentView.Of(call.Instance, call.PublicUrl).DisplayConfig.SignInUrl;
        return new SeeOther(status is null ? signIn : QueryHelpers.AddQueryString(signIn, "__clerk_status", status));
    }
}
