// The garden behind the table, rendered on its own, blurred as a lens would, and hung up in scene.pov.
#version 3.7;
global_settings { assumed_gamma 1.0 }
#include "functions.inc"
#include "camera.inc"
#include "lighting.inc"
TheSun(1)
light_source { <20, 60, -70> color Zenith * 1.5 parallel point_at 0 shadowless }
light_source { <60, 30, 20> color Zenith * 0.8 parallel point_at 0 shadowless }

#declare R = seed(2024);
plane {
  y, -8
  pigment {
    bozo turbulence 0.6 scale <9, 1, 4>
    color_map { [0.2 srgb <0.36, 0.42, 0.20>] [0.7 srgb <0.54, 0.55, 0.28>] [1 srgb <0.66, 0.62, 0.38>] }
  }
}

// A shrub: leaves scattered over a ball, lighter outside, now and then a blossom.
#macro Shrub(Middle, Size, Leaves, Tone, Blossom, Share)
  sphere { Middle, Size * 0.86 pigment { srgb <0.05, 0.09, 0.03> } }
  #local K = 0;
  #while (K < Leaves)
    #local D = vnormalize(<rand(R) - 0.5, rand(R) - 0.42, rand(R) - 0.62>);
    #local Place = Middle + D * Size * (0.82 + 0.28 * rand(R));
    #local Lit = 0.7 + 0.6 * rand(R);
    #if (rand(R) < Share)
      sphere { Place, 0.45 + 0.35 * rand(R) pigment { color Blossom } finish { diffuse 0.9 } }
    #else
      disc {
        0, vnormalize(D + <rand(R) - 0.5, rand(R) - 0.5, rand(R) - 0.5> * 1.6), 0.5 + 0.7 * rand(R) translate Place
        pigment { color Tone * Lit }
        finish { diffuse 0.7, 0.5 specular 0.25 roughness 0.06 }
      }
    #end
    #local K = K + 1;
  #end
#end

Shrub(<-30, 2, 46>, 13, 1500, srgb <0.34, 0.41, 0.20>, srgb <0.90, 0.84, 0.78>, 0.04)
Shrub(<-9, -2, 54>, 9, 1000, srgb <0.38, 0.44, 0.22>, srgb <0.78, 0.46, 0.52>, 0.07)
Shrub(<7, -1, 62>, 10, 1100, srgb <0.28, 0.36, 0.18>, srgb <0.90, 0.80, 0.58>, 0.03)
Shrub(<26, 0, 50>, 11, 1300, srgb <0.36, 0.42, 0.20>, srgb <0.76, 0.42, 0.46>, 0.05)
Shrub(<-18, 14, 84>, 17, 1500, srgb <0.44, 0.46, 0.22>, srgb <0.9, 0.9, 0.8>, 0)
Shrub(<14, 18, 92>, 20, 1700, srgb <0.32, 0.38, 0.20>, srgb <0.9, 0.9, 0.8>, 0)
Shrub(<44, 12, 80>, 16, 1300, srgb <0.48, 0.46, 0.22>, srgb <0.9, 0.9, 0.8>, 0)
Shrub(<-48, 14, 80>, 15, 1300, srgb <0.34, 0.40, 0.20>, srgb <0.9, 0.9, 0.8>, 0)
cylinder { <-15, -8, 70>, <-13, 30, 72>, 1.5 pigment { srgb <0.30, 0.22, 0.16> } }
cylinder { <22, -8, 76>, <20, 30, 76>, 1.2 pigment { srgb <0.34, 0.26, 0.18> } }
