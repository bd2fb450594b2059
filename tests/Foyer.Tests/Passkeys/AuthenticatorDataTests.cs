using System.Security.Cryptography;
using Foyer.Server;
using Foyer.Server.Passkeys;

namespace Foyer.Tests.Passkeys;

public sealed class AuthenticatorDataTests
{
    [Theory]
    [InlineData(0, false)]
    [InlineData(1, true)]
    [InlineData(16, true)]
    [InlineData(1023, true)]
    [InlineData(1024, false)]
    [InlineData(65535, false)]
    public void Credential_ids_are_one_to_1023_bytes(int length, bool taken)
    {
        Outcome<AuthenticatorData> read = AuthenticatorData.Read(Data(new byte[length], Key()));

        Assert.Equal(taken ? null : "passkey_malformed", read.Fault?.Code);
        Assert.True(!taken || read.Value.Credential!.Id.Length == length);
    }

    [Fact]
    public void Cut_anywhere_it_is_refused_and_never_throws()
    {
        byte[] whole = Data(new byte[32], Key());
        Assert.Null(AuthenticatorData.Read(whole).Fault);
        for (int length = 0; length < whole.Length; length++)
        {
            Assert.NotNull(AuthenticatorData.Read(whole.AsMemory(0, length)).Fault);
        }
    }

    [Fact]
    public void A_key_that_is_on_no_curve_or_of_another_kind_is_refused()
    {
        foreach (byte[] key in (byte[][])[Key(kty: 1), Key(alg: 0x28), Key(crv: 2), Key(onCurve: false), [0xa0], [0xbf, 0xff], [0xa1, 0x01, 0x02], [0xa2, 0x01, 0x02, 0x01, 0x02]])
        {
            Assert.NotNull(AuthenticatorData.Read(Data(new byte[32], key)).Fault);
        }
    }

    [Fact]
    public void Ten_thousand_mutations_of_it_are_read_or_refused_and_never_throw()
    {
        byte[] whole = Data(new byte[32], Key());
        for (int i = 0; i < 10_000; i++)
        {
            byte[] mutated = [.. whole];
            for (int change = RandomNumberGenerator.GetInt32(1, 6); change > 0; change--)
            {
                mutated[RandomNumberGenerator.GetInt32(mutated.Length)] = (byte)RandomNumberGenerator.GetInt32(256);
            }

            AuthenticatorData.Read(mutated);
        }
    }

    private static byte[] Data(byte[] id, byte[] key) => [.. new byte[32], 0x45, 0, 0, 0, 1, .. new byte[16], (byte)(id.Length >> 8), (byte)id.Length, .. id, .. key];

    private static byte[] Key(byte kty = 2, byte alg = 0x26, byte crv = 1, bool onCurve = true)
    {
        using ECDsa made = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        ECPoint point = made.ExportParameters(false).Q;
        byte[] y = onCurve ? point.Y! : [.. point.Y!.Select(value => (byte)~value)];
        return [0xa5, 0x01, kty, 0x03, alg, 0x20, crv, 0x21, 0x58, 0x20, .. point.X!, 0x22, 0x58, 0x20, .. y];
    }
}
