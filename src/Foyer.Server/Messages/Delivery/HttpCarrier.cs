using System.Globalization;
using System.Net.Http.Headers;
using System.Net.Mime;
using System.Text;
using System.Text.Json.Nodes;
using Foyer.Server.Outbound;

namespace Foyer.Server.Messages.Delivery;

/// <summary>What the providers that speak HTTP have in common.</summary>
internal sealed class HttpCarrier(OutboundHttp http)
{
    /// <summary>Sends a request and judges the answer by its status; what may be tried again waits as long as the provider wishes.</summary>
    public async Task<Carried> Send(HttpRequestMessage request, CancellationToken ct)
    {
        Outcome<OutboundAnswer> outcome = await http.Send(request, ct);
        return outcome.IsFault(out _, out OutboundAnswer? answer) ? Carried.Later("unreachable") : Judge(answer.Status) with { RetryAfter = answer.RetryAfter };
    }

    /// <summary>
    /// A message the provider understood and refused is refused again tomorrow. A wrong key or address is an operator's
    /// mistake, which may be mended while the message still matters.
    /// </summary>
    public static Carried Judge(int status)
    {
        string reason = "status_" + status.ToString(CultureInfo.InvariantCulture);
        return status switch
        {
            >= 200 and < 300 => Carried.Done,
            400 or 406 or 409 or 410 or 413 or 415 or 422 => Carried.Refused(reason),
            _ => Carried.Later(reason),
        };
    }

    public static HttpRequestMessage Json(string url, JsonObject body, string idempotencyKey)
    {
        HttpRequestMessage request = new(HttpMethod.Post, url) { Content = new StringContent(body.ToJsonString(), Encoding.UTF8, MediaTypeNames.Application.Json) };
        request.Headers.Accept.Add(new MediaTypeWithQualityHeaderValue(MediaTypeNames.Application.Json));
        request.Headers.Add("Idempotency-Key", idempotencyKey);
        return request;
    }

    /// <summary>An address with a name before it, as mail headers write it.</summary>
    public static string Named(string name, string address) => new System.Net.Mail.MailAddress(address, Line(name)).ToString();

    /// <summary>One line: what is in it cannot begin another header.</summary>
    public static string Line(string text) => string.Concat(text.Where(c => !char.IsControl(c)));
}
