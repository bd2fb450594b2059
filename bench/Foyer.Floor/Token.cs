using System.Buffers;
using System.Buffers.Text;
using System.Collections.Concurrent;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;

namespace Foyer.Floor;

/// <summary>The least that answering with a session token can cost: claims as JSON, one RSA signature, JSON around it.</summary>
internal static class Token
{
    private static readonly ConcurrentBag<RSA> Keys = [];
    private static readonly byte[] PrivateKey = NewKey();
    private static readonly string Header = Base64Url.EncodeToString("""{"alg":"RS256","cat":"cl_B7d4PD111AAA","kid":"ins_2abcdefghijklmnopqrstuvwxyz","typ":"JWT"}"""u8);

    /// <summary><c>POST /token</c>, and <c>POST /write-token</c>, which answers when a row is on disk too.</summary>
    public static void Map(IEndpointRouteBuilder routes, DurableWrite write)
    {
        routes.MapPost("/write", async (HttpContext context) =>
        {
            await write.Run();
            await context.Response.WriteAsync("written");
        });
        routes.MapPost("/write-token", async (HttpContext context) =>
        {
            await write.Run();
            await Answer(context);
        });
        routes.MapPost("/token", Answer);
    }

    private static Task Answer(HttpContext context)
    {
        ArrayBufferWriter<byte> body = new(1024);
        using (Utf8JsonWriter json = new(body))
        {
            json.WriteStartObject();
            json.WriteString("object", "token");
            json.WriteString("jwt", Mint(TimeProvider.System.GetUtcNow().ToUnixTimeSeconds()));
            json.WriteEndObject();
        }

        context.Response.ContentType = "application/json";
        context.Response.ContentLength = body.WrittenCount;
        return context.Response.Body.WriteAsync(body.WrittenMemory).AsTask();
    }

    private static string Mint(long now)
    {
        ArrayBufferWriter<byte> claims = new(512);
        using (Utf8JsonWriter json = new(claims))
        {
            json.WriteStartObject();
            json.WriteString("azp", "http://localhost:3000");
            json.WriteNumber("exp", now + 60);
            json.WriteStartArray("fva");
            json.WriteNumberValue(0);
            json.WriteNumberValue(-1);
            json.WriteEndArray();
            json.WriteNumber("iat", now);
            json.WriteString("iss", "https://bench.foyeraccounts.dev");
            json.WriteString("jti", RandomNumberGenerator.GetHexString(20, lowercase: true));
            json.WriteNumber("nbf", now - 10);
            json.WriteString("sid", "sess_2abcdefghijklmnopqrstuvwxyz0");
            json.WriteString("sts", "active");
            json.WriteString("sub", "user_2abcdefghijklmnopqrstuvwxyz0");
            json.WriteNumber("v", 2);
            json.WriteEndObject();
        }

        string signed = $"{Header}.{Base64Url.EncodeToString(claims.WrittenSpan)}";
        Span<byte> signature = stackalloc byte[256];
        RSA rsa = Keys.TryTake(out RSA? idle) ? idle : Load();
        rsa.SignData(Encoding.ASCII.GetBytes(signed), signature, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
        Keys.Add(rsa);
        return $"{signed}.{Base64Url.EncodeToString(signature)}";
    }

    private static RSA Load()
    {
        RSA rsa = RSA.Create();
        rsa.ImportPkcs8PrivateKey(PrivateKey, out _);
        return rsa;
    }

    private static byte[] NewKey()
    {
        using RSA rsa = RSA.Create(2048);
        return rsa.ExportPkcs8PrivateKey();
    }
}
