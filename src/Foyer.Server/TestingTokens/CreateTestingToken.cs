using System.Security.Cryptography;
using Foyer.Contracts;
using Foyer.Server.Surfaces;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Foyer.Server.TestingTokens;

/// <summary><c>POST /v1/testing_tokens</c>: lets automated tests past bot protection for an hour (WIRE §15).</summary>
internal static class CreateTestingToken
{
    private static readonly TimeSpan Lifetime = TimeSpan.FromHours(1);

    public static void Map(RouteGroupBuilder backend) => backend.MapPost("/testing_tokens", Handle);

    private static IResult Handle(BackendCall call, KeyEncryptionKey kek, TimeProvider clock)
    {
        long expiresAt = (clock.GetUtcNow() + Lifetime).ToUnixTimeSeconds();
        string salt = RandomNumberGenerator.GetHexString(16, lowercase: true);
        return new WireResult<TestingToken>(new TestingToken { Token = TestingTokenReader.Sign(kek, call.Instance, expiresAt, salt), ExpiresAt = expiresAt }, WireJson.Default.TestingToken);
    }
}
