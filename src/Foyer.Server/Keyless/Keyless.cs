using System.Net;
using Foyer.Contracts;
using Foyer.Server.Instances;
using Foyer.Server.Surfaces;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;

namespace Foyer.Server.Keyless;

/// <summary>
/// Keyless start (WIRE §4.8): an official SDK without keys asks for some. It is given those of this server's only
/// development instance, when the server was told so and the asker is a program of this very machine.
/// </summary>
internal static class KeylessFeature
{
    public static void Add(IServiceCollection services, bool isOn) => services.AddSingleton(new KeylessSwitch(isOn));

    public static void MapFrontend(RouteGroupBuilder frontend) => frontend.MapPost("/accountless_applications", Give);

    public static void MapBackend(RouteGroupBuilder backend) => backend.MapPost("/accountless_applications/complete", Complete);

    private static async Task<IResult> Give(FrontendCall call, HttpRequest request, KeylessSwitch keyless, InstanceStore store, InstanceRegistry instances, CancellationToken ct)
    {
        if (!keyless.IsOn || instances.OnlyDevelopment?.Id != call.Instance.Id || !IsOfThisMachine(request))
        {
            return new FaultResult(KeylessFaults.Off);
        }

        return await Keys(call.Instance, call.PublicUrl.Base, store, ct);
    }

    private static Task<IResult> Complete(BackendCall call, InstanceStore store, CancellationToken ct) =>
        Keys(call.Instance, $"{call.Request.Scheme}://{call.Request.Host.Value}{call.Request.PathBase.Value?.TrimEnd('/')}", store, ct);

    private static async Task<IResult> Keys(Instance instance, string home, InstanceStore store, CancellationToken ct) => new WireResult<AccountlessApplication>(
        new AccountlessApplication
        {
            PublishableKey = instance.PublishableKey.Value,
            SecretKey = await store.RevealSecretKey(instance.Id, ct),
            ClaimUrl = home + "/",
            ApiKeysUrl = home + "/",
        }, WireJson.Default.AccountlessApplication);

    /// <summary>A program, not a page: pages name their origin. And straight from here: a proxy stands for anybody.</summary>
    private static bool IsOfThisMachine(HttpRequest request) =>
        request.HttpContext.Connection.RemoteIpAddress is { } peer && IPAddress.IsLoopback(peer.IsIPv4MappedToIPv6 ? peer.MapToIPv4() : peer) && Origins.IsLoopbackHost(request.Host.Host) &&
        !Array.Exists(["Origin", "Referer", "Sec-Fetch-Site", "X-Forwarded-For", "X-Forwarded-Host", "Forwarded", "Via"], request.Headers.ContainsKey);
}

/// <summary>Whether keys may be given to programs of this machine.</summary>
internal sealed record KeylessSwitch(bool IsOn);

internal static class KeylessFaults
{
    public static readonly Fault Off = new(403, "keyless_disabled", "No keys without asking", "This server gives keys to no one: start it with --keyless, with one development instance, and ask from the same machine.");
}
