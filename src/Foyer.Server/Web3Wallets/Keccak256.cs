using System.Buffers.Binary;
using System.Numerics;

namespace Foyer.Server.Web3Wallets;

/// <summary>Keccak-256 as Ethereum uses it: the sponge of SHA-3 with the padding it had before it became a standard.</summary>
internal static class Keccak256
{
    private const int Rate = 136;

    private static readonly ulong[] RoundConstants = MakeRoundConstants();

    public static byte[] Hash(ReadOnlySpan<byte> data)
    {
        Span<ulong> state = stackalloc ulong[25];
        state.Clear();
        while (data.Length >= Rate)
        {
            Absorb(state, data[..Rate]);
            data = data[Rate..];
        }

        Span<byte> last = stackalloc byte[Rate];
        last.Clear();
        data.CopyTo(last);
        last[data.Length] |= 0x01;
        last[Rate - 1] |= 0x80;
        Absorb(state, last);
        byte[] hash = new byte[32];
        for (int lane = 0; lane < 4; lane++)
        {
            BinaryPrimitives.WriteUInt64LittleEndian(hash.AsSpan(lane * 8), state[lane]);
        }

        return hash;
    }

    private static void Absorb(Span<ulong> state, ReadOnlySpan<byte> block)
    {
        for (int lane = 0; lane < Rate / 8; lane++)
        {
            state[lane] ^= BinaryPrimitives.ReadUInt64LittleEndian(block[(lane * 8)..]);
        }

        Permute(state);
    }

    /// <summary>Keccak-f[1600] (FIPS 202 §3.3): theta, rho with pi, chi, iota, 24 times.</summary>
    private static void Permute(Span<ulong> a)
    {
        Span<ulong> column = stackalloc ulong[5];
        Span<ulong> row = stackalloc ulong[5];
        foreach (ulong constant in RoundConstants)
        {
            for (int x = 0; x < 5; x++)
            {
                column[x] = a[x] ^ a[x + 5] ^ a[x + 10] ^ a[x + 15] ^ a[x + 20];
            }

            for (int x = 0; x < 5; x++)
            {
                ulong mix = column[(x + 4) % 5] ^ BitOperations.RotateLeft(column[(x + 1) % 5], 1);
                for (int y = 0; y < 25; y += 5)
                {
                    a[x + y] ^= mix;
                }
            }

            (int px, int py) = (1, 0);
            ulong carried = a[1];
            for (int t = 0; t < 24; t++)
            {
                (px, py) = (py, (2 * px + 3 * py) % 5);
                int at = px + 5 * py;
                (carried, a[at]) = (a[at], BitOperations.RotateLeft(carried, (t + 1) * (t + 2) / 2 % 64));
            }

            for (int y = 0; y < 25; y += 5)
            {
                a.Slice(y, 5).CopyTo(row);
                for (int x = 0; x < 5; x++)
                {
                    a[x + y] = row[x] ^ (~row[(x + 1) % 5] & row[(x + 2) % 5]);
                }
            }

            a[0] ^= constant;
        }
    }

    /// <summary>The constants come out of a linear-feedback shift register (FIPS 202 §3.2.5).</summary>
    private static ulong[] MakeRoundConstants()
    {
        ulong[] constants = new ulong[24];
        int register = 1;
        for (int round = 0; round < 24; round++)
        {
            for (int j = 0; j < 7; j++)
            {
                if ((register & 1) != 0)
                {
                    constants[round] |= 1UL << ((1 << j) - 1);
                }

                register = (register << 1) ^ ((register >> 7) * 0x171);
            }
        }

        return constants;
    }
}
