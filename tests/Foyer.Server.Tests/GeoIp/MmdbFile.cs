using System.Buffers.Binary;
using System.Net;
using System.Text;

namespace Foyer.Server.Tests.GeoIp;

/// <summary>Writes MaxMind DB files for tests: a tree over prefixes, and their data.</summary>
internal sealed class MmdbFile(int recordBits, int ipVersion)
{
    private readonly List<long[]> _nodes = [[Nothing, Nothing]];
    private readonly MemoryStream _data = new();
    private const long Nothing = -1;

    /// <summary>Adds a network with a place; names are shared by a pointer when given before.</summary>
    public MmdbFile Add(string network, string code, string country, string? city)
    {
        int slash = network.IndexOf('/');
        byte[] address = IPAddress.Parse(network[..slash]).GetAddressBytes();
        int length = int.Parse(network[(slash + 1)..]);
        if (ipVersion == 6 && address.Length == 4)
        {
            address = [.. new byte[12], .. address];
            length += 96;
        }

        long at = _data.Length;
        Write(_data, new Dictionary<string, object>
        {
            ["country"] = new Dictionary<string, object> { ["iso_code"] = code, ["geoname_id"] = 42u, ["names"] = new Dictionary<string, object> { ["de"] = "?", ["en"] = country } },
            ["location"] = new Dictionary<string, object> { ["latitude"] = 1.5, ["is_anycast"] = true },
            ["subdivisions"] = new List<object> { "x" },
        }.Concat(city is null ? [] : [KeyValuePair.Create("city", (object)new Dictionary<string, object> { ["names"] = new Dictionary<string, object> { ["en"] = city } })]).ToDictionary());
        int node = 0;
        for (int bit = 0; bit < length; bit++)
        {
            int side = (address[bit / 8] >> (7 - (bit % 8))) & 1;
            if (bit == length - 1)
            {
                _nodes[node][side] = -2 - at;
            }
            else
            {
                if (_nodes[node][side] < 0)
                {
                    _nodes[node][side] = _nodes.Count;
                    _nodes.Add([Nothing, Nothing]);
                }

                node = (int)_nodes[node][side];
            }
        }

        return this;
    }

    public byte[] ToArray()
    {
        MemoryStream file = new();
        foreach (long[] node in _nodes)
        {
            long left = Record(node[0]), right = Record(node[1]);
            switch (recordBits)
            {
                case 24:
                    file.Write([(byte)(left >> 16), (byte)(left >> 8), (byte)left, (byte)(right >> 16), (byte)(right >> 8), (byte)right]);
                    break;
                case 28:
                    file.Write([(byte)(left >> 16), (byte)(left >> 8), (byte)left, (byte)((left >> 24 << 4) | (right >> 24)), (byte)(right >> 16), (byte)(right >> 8), (byte)right]);
                    break;
                default:
                    byte[] pair = new byte[8];
                    BinaryPrimitives.WriteUInt32BigEndian(pair, (uint)left);
                    BinaryPrimitives.WriteUInt32BigEndian(pair.AsSpan(4), (uint)right);
                    file.Write(pair);
                    break;
            }
        }

        file.Write(new byte[16]);
        file.Write(_data.ToArray());
        file.Write([0xab, 0xcd, 0xef, .. "MaxMind.com"u8]);
        Write(file, new Dictionary<string, object>
        {
            ["binary_format_major_version"] = 2u, ["node_count"] = (uint)_nodes.Count, ["record_size"] = (uint)recordBits, ["ip_version"] = (uint)ipVersion, ["database_type"] = "Test-City",
        });
        return file.ToArray();
    }

    private long Record(long child) => child switch { Nothing => _nodes.Count, < 0 => _nodes.Count + 16 + (-2 - child), _ => child };

    private static void Write(MemoryStream to, object value)
    {
        switch (value)
        {
            case string text:
                byte[] utf8 = Encoding.UTF8.GetBytes(text);
                Control(to, 2, utf8.Length);
                to.Write(utf8);
                break;
            case double number:
                Control(to, 3, 8);
                byte[] eight = new byte[8];
                BinaryPrimitives.WriteDoubleBigEndian(eight, number);
                to.Write(eight);
                break;
            case uint number:
                Control(to, 6, 4);
                byte[] four = new byte[4];
                BinaryPrimitives.WriteUInt32BigEndian(four, number);
                to.Write(four);
                break;
            case bool flag:
                Control(to, 14, flag ? 1 : 0);
                break;
            case List<object> list:
                Control(to, 11, list.Count);
                list.ForEach(item => Write(to, item));
                break;
            case Dictionary<string, object> map:
                Control(to, 7, map.Count);
                foreach ((string key, object item) in map)
                {
                    Write(to, key);
                    Write(to, item);
                }

                break;
        }
    }

    private static void Control(MemoryStream to, int type, int size)
    {
        (int low, byte[] more) = size < 29 ? (size, Array.Empty<byte>()) : (29, [(byte)(size - 29)]);
        to.WriteByte((byte)((type <= 7 ? type << 5 : 0) | low));
        if (type > 7)
        {
            to.WriteByte((byte)(type - 7));
        }

        to.Write(more);
    }
}
