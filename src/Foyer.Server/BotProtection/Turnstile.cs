using System.Text.Json;
using Foyer.Server.Instances;
using Foyer.Server.Outbound;

namespace Foyer.Server.BotProtection;

/// <summary>Asks Turnstile about an answer the official user interface brought along. Turnstile itself takes each answer once.</summary>
internal sealed class Turnstile(OutboundHttp http)
{
    private const int MaxToken = 2048;

    /// <returns>Null when the answer holds; a service that does not answer lets nobody in.</returns>
    public async Task<Fault?> Check(BotProtectionSettings settings, string token, string? clientIp, CancellationToken ct)
    {
        if (settings.TurnstileSecretKey.Length == 0)
        {
            return BotProtectionFaults.NotEnabled;
        }

        if (token.Length > MaxToken)
        {
            return BotProtectionFaults.Invalid;
        }

        Dictionary<string, string> form = new() { ["secret"] = settings.TurnstileSecretKey, ["response"] = token };
        if (clientIp is not null)
        {
            form["remoteip"] = clientIp;
        }

        using HttpRequestMessage request = new(HttpMethod.Post, settings.TurnstileUrl) { Content = new FormUrlEncodedContent(form) };
        return !(await http.Send(request, ct)).IsFault(out _, out OutboundAnswer answer) && answer.IsSuccess && IsRight(answer.Body) ? null : BotProtectionFaults.Invalid;
    }

    private static bool IsRight(ReadOnlyMemory<byte> body)
    {
        using JsonDocument? json = StrictJson.Parse(body, out _);
        return json?.RootElement.TryGetProperty("success", out JsonElement success) == true && success.ValueKind == JsonValueKind.True;
    }
}
